/**
 * The frame: four bytes of length, a header in one of two encodings, a body (PROTOCOL §1). Turns bytes into {@link
 * io.ternmq.wire.frame.Frame}s and back, and knows nothing of what the fields mean. Called by {@code wire.connection} for the
 * traffic and by {@code wire.command} for the fields; calls only Netty's buffers.
 */
package io.ternmq.wire.frame;
