/** Tests of activation specifications. */
package io.ternmq.jca.inbound;
