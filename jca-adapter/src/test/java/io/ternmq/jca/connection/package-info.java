/** Tests of settings, errors and the JMS client below. */
package io.ternmq.jca.connection;
