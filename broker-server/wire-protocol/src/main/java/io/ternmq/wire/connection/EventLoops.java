package io.ternmq.wire.connection;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** The I/O threads of a server or a client. */
final class EventLoops {
    private static final long CLOSE_TIMEOUT_MS = 5_000;

    private EventLoops() {
    }

    /** Threads that are somewhat patient with peers which ask one thing after the other. */
    static EventLoopGroup startPatient(ConnectionConfig config) {
        return start(config, (group, executor) ->
            new PatientEventLoop(group, executor, new Patience(PatientEventLoop.PATIENCE_US, System::nanoTime)));
    }

    /** Threads whose event loops are also run by those who wait for them. */
    static EventLoopGroup startShared(ConnectionConfig config) {
        return start(config, (group, executor) ->
            new SharedEventLoop(group, executor, new Patience(SharedEventLoop.PATIENCE_US, System::nanoTime)));
    }

    private static EventLoopGroup start(ConnectionConfig config, BiFunction<IoEventLoopGroup, Executor, IoEventLoop> newLoop) {
        var threads = new DefaultThreadFactory(config.threadNamePrefix(), true);
        return new MultiThreadIoEventLoopGroup(config.eventLoopThreads(), threads, NioIoHandler.newFactory()) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory unused, Object... args) {
                return newLoop.apply(this, executor);
            }
        };
    }

    /** Where connections are while they are open. Those that come after it is closed are closed at once. */
    static ChannelGroup connections() {
        return new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    }

    /** Closes all connections and ends the threads; waits for that, unless called by one of them. */
    static void close(EventLoopGroup group, ChannelGroup connections) {
        // Not left to the threads: one that is told to end while it is busy may do so without closing anything.
        await(group, connections.close());
        await(group, group.shutdownGracefully(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS));
    }

    /** Waits until each of these threads has done what it has been given so far; nothing when they end already. */
    static void drain(EventLoopGroup group) {
        if (!group.isShuttingDown()) {
            group.forEach(loop -> await(group, loop.submit(() -> { })));
        }
    }

    /** Waits for something that these threads do, up to five seconds; not on one of them. */
    static void await(EventLoopGroup group, Future<?> done) {
        for (var loop : group) {
            if (loop.inEventLoop()) {
                return;
            }
        }
        done.awaitUninterruptibly(CLOSE_TIMEOUT_MS);
    }
}
