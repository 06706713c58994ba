/**
 * One TCP connection, seen from either end: requests with answers, one-ways, requests pushed by the server, time-outs, size
 * limits, back-pressure. {@link io.ternmq.wire.connection.FrameServer} and {@link io.ternmq.wire.connection.FrameClient} make
 * connections, {@link io.ternmq.wire.connection.FrameHandler} is told what arrives. Called by the broker and by clients; calls
 * {@code wire.frame} and Netty (NIO only, since two class loaders cannot load one native library).
 *
 * <p>The event loops of a client are run by the threads that wait for it, {@link io.ternmq.wire.connection.SharedEventLoop}; "the event
 * loop" is the thread whose turn it is. Those of both ends may look for more for a moment before they sleep, {@link io.ternmq.wire.connection.Patience}.
 */
package io.ternmq.wire.connection;
