/**
 * Connections of the client: I/O threads that all share and that waiting threads stand in for, one link per broker or name server. Called by the providers and {@code lookup}; on
 * Netty's NIO through {@code io.ternmq.wire.connection}, so that two class loaders of one JVM do not fight for a native library.
 */
package io.ternmq.jms.transport;
