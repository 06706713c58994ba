package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.FrameCodec;
import java.io.DataInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(NoLeaks.class)
class BackPressureTest implements FrameHandler {
    private static final int PUSHED_BODY_LENGTH = 64 * 1024;
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    private final AtomicInteger writabilityChanges = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    @Override
    public void onOpen(Connection c) {
        opened.complete(c);
    }

    @Override
    public void onRequest(Connection c, Frame request) {
        requests.incrementAndGet();
        request.release();
    }

    @Override
    public void onWritabilityChanged(Connection c) {
        writabilityChanges.incrementAndGet();
    }

    @Test
    void aPeerThatDoesNotReadIsToldToTheSenderAndNotReadFromUntilItDoes() throws Exception {
        var config = ConnectionConfig.defaults().withEventLoopThreads(1).withWriteBuffer(32 * 1024, 128 * 1024);
        try (var server = new FrameServer(config, this); Socket peer = new Socket()) {
            InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
            peer.connect(address);
            Connection connection = opened.get();

            // The operating system takes some of it before it does not any more.
            int pushed = 0;
            while (connection.isWritable()) {
                connection.send(Frame.oneway(1).body(Unpooled.wrappedBuffer(new byte[PUSHED_BODY_LENGTH])));
                pushed++;
                flushed(connection);
            }
            assertThat(writabilityChanges).hasValue(1);

            ByteBuf request = FrameCodec.encode(Frame.oneway(2), UnpooledByteBufAllocator.DEFAULT);
            peer.getOutputStream().write(ByteBufUtil.getBytes(request));
            request.release();
            flushed(connection);
            assertThat(requests).as("requests of a peer that does not take its pushes").hasValue(0);

            int headerLength = 0;
            for (int i = 0; i < pushed; i++) {
                var in = new DataInputStream(peer.getInputStream());
                headerLength = in.readInt() - PUSHED_BODY_LENGTH;
                in.skipNBytes(headerLength + PUSHED_BODY_LENGTH);
            }

            assertThat(headerLength).isBetween(50, 300);
            await("writable again").until(connection::isWritable);
            await("the request is read").until(() -> requests.get() == 1);
            assertThat(writabilityChanges).hasValue(2);
        }
    }

    /** Returns when the event loop has done what it was given so far. */
    private static void flushed(Connection connection) throws Exception {
        connection.eventLoop().submit(() -> { }).get();
    }
}
