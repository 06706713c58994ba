package io.ternmq.wire.connection;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The I/O threads of a server or a client. */
final class EventLoops {
    private static final long CLOSE_TIMEOUT_MS = 5_000;

    private EventLoops() {
    }

    static EventLoopGroup start(ConnectionConfig config) {
        var threads = new DefaultThreadFactory(config.threadNamePrefix(), true);
        return new MultiThreadIoEventLoopGroup(config.eventLoopThreads(), threads, NioIoHandler.newFactory());
    }

    /** Closes all connections and ends the threads; waits for that, unless called by one of them. */
    static void close(EventLoopGroup group) {
        await(group, group.shutdownGracefully(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS));
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
