/**
 * Step 1: sockets, and which handler gets a request. Called by the composition root; handlers of other packages implement
 * {@link io.ternmq.broker.network.RequestHandler}. Knows the wire only.
 */
package io.ternmq.broker.network;
