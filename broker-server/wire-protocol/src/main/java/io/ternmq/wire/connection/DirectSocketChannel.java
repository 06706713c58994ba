package io.ternmq.wire.connection;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A channel that other threads than its event loop may write to, by {@link WriteTurn turns}. */
class DirectSocketChannel extends NioSocketChannel {
    /**
     * Writes what the socket takes at once. Any thread, in its turn.
     *
     * @throws IOException when the connection is broken
     */
    void writeNow(ByteBuffer bytes) throws IOException {
        javaChannel().write(bytes);
    }
}
