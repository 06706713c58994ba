/** A JMS client and an application server that exist in memory only. */
package io.ternmq.jca.fake;
