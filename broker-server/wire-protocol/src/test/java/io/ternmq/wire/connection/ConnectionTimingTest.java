package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.FrameCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Deadlines and idleness on a clock that the test moves. */
@ExtendWith(NoLeaks.class)
class ConnectionTimingTest implements FrameHandler {
    private final MockTicker clock = Ticker.newMockTicker();
    private final List<String> events = new ArrayList<>();
    private EmbeddedChannel channel;
    private Connection connection;

    @BeforeEach
    void open() {
        channel = EmbeddedChannel.builder().ticker(clock)
            .handlers(new FramePipeline(ConnectionConfig.defaults(), this, true, EventLoops.connections(), clock::nanoTime)).build();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Override
    public void onOpen(Connection c) {
        connection = c;
        events.add("open");
    }

    @Override
    public void onRequest(Connection c, Frame request) {
        events.add("request " + request.code());
        if (request.code() >= 100) {
            c.send(request.response(0, null));
        }
        request.release();
    }

    @Override
    public void onClose(Connection c) {
        events.add("close");
    }

    @Test
    void aRequestFailsAtItsDeadlineAndNotBefore() {
        CompletableFuture<Frame> slow = connection.request(Frame.request(11), 30_000);
        CompletableFuture<Frame> quick = connection.request(Frame.request(310), 3_000);
        advanceMs(2_999);
        assertThat(quick).isNotDone();

        advanceMs(1);

        assertThat(failure(quick)).isInstanceOf(RequestTimeoutException.class)
            .hasMessage("request code 310 to embedded has no answer after 3000 ms");
        assertThat(slow).isNotDone();
        advanceMs(26_999);
        assertThat(slow).isNotDone();
        advanceMs(1);
        assertThat(failure(slow)).isInstanceOf(RequestTimeoutException.class);
        assertThat(connection.pendingRequests()).isZero();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void anAnswerCompletesOnlyItsOwnRequestAndALateOneIsDropped() throws Exception {
        CompletableFuture<Frame> first = connection.request(Frame.request(1), 1_000);
        CompletableFuture<Frame> second = connection.request(Frame.request(2), 5_000);
        int firstOpaque = sent().opaque();
        int secondOpaque = sent().opaque();

        receive(new Answer(secondOpaque, 22));

        assertThat(second.get().code()).isEqualTo(22);
        second.get().release();
        advanceMs(1_000);
        assertThat(failure(first)).isInstanceOf(RequestTimeoutException.class);
        receive(new Answer(firstOpaque, 11));
        receive(new Answer(4711, 0));
        assertThat(connection.isOpen()).isTrue();
        assertThat(events).containsExactly("open");
    }

    @Test
    void anAnswerWhoseAskerHasGivenUpIsReleased() {
        CompletableFuture<Frame> abandoned = connection.request(Frame.request(1), 1_000);
        abandoned.cancel(false);

        receive(new Answer(sent().opaque(), 0));

        assertThat(connection.pendingRequests()).isZero();
    }

    @Test
    void closesWhenNothingMovesFor120Seconds() {
        CompletableFuture<Frame> waiting = connection.request(Frame.request(11), 300_000);
        try (var log = new LogCapture(ConnectionHandler.class)) {
            advanceMs(119_999);
            assertThat(connection.isOpen()).isTrue();
            advanceMs(1);
            assertThat(log.messages(Level.INFO)).hasSize(1).first().asString().endsWith("no traffic for 120,000 ms");
        }

        assertThat(connection.isOpen()).isFalse();
        assertThat(events).containsExactly("open", "close");
        assertThat(failure(waiting)).isInstanceOf(ConnectionClosedException.class)
            .hasMessage("request code 11 to embedded has no answer: no traffic for 120000 ms");
        CompletableFuture<Frame> late = connection.request(Frame.request(12).body(channel.alloc().buffer().writeLong(1)), 1_000);
        assertThat(failure(late)).isInstanceOf(ConnectionClosedException.class)
            .hasMessage("request code 12 was not sent: no traffic for 120000 ms");
    }

    @Test
    void trafficInEitherDirectionKeepsItOpen() {
        for (int i = 0; i < 10; i++) {
            advanceMs(100_000);
            if (i % 2 == 0) {
                connection.send(Frame.oneway(40));
                channel.runPendingTasks();
            } else {
                receive(Frame.oneway(15));
            }
        }

        assertThat(connection.isOpen()).isTrue();
        advanceMs(120_000);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void sendsThatAnswerOneReadLeaveInOneFlush() {
        ByteBuf three = channel.alloc().buffer();
        for (int i = 0; i < 3; i++) {
            ByteBuf one = FrameCodec.encode(Frame.request(100 + i), channel.alloc());
            three.writeBytes(one);
            one.release();
        }

        var flushes = new AtomicInteger();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                flushes.incrementAndGet();
                ctx.flush();
            }
        });

        channel.writeInbound(three);

        assertThat(channel.outboundMessages()).hasSize(3);
        assertThat(flushes).hasValue(1);
        assertThat(events).containsExactly("open", "request 100", "request 101", "request 102");
    }

    private static final class Answer {
        private final Frame frame;

        Answer(int opaque, int code) {
            frame = Frame.request(0).opaque(opaque).response(code, null).body(new byte[] {1, 2, 3});
        }
    }

    private void receive(Answer answer) {
        receive(answer.frame);
    }

    private void receive(Frame frame) {
        channel.writeInbound(FrameCodec.encode(frame, channel.alloc()));
        frame.release();
    }

    private Frame sent() {
        channel.runPendingTasks();
        ByteBuf bytes = channel.readOutbound();
        try {
            return FrameCodec.decode(bytes.skipBytes(4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            bytes.release();
        }
    }

    private void advanceMs(long ms) {
        clock.advance(ms, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private static Throwable failure(CompletableFuture<Frame> future) {
        assertThat(future).isDone();
        try {
            future.get();
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
