package io.ternmq.wire.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Opens connections. Its threads start with the constructor and are shared by all its connections. */
public final class FrameClient implements AutoCloseable {
    private final EventLoopGroup group;
    private final ChannelGroup connections = EventLoops.connections();
    private final Bootstrap bootstrap;

    /**
     * @param pushHandler gets what the servers ask of us, and the opening and closing of every connection
     */
    public FrameClient(ConnectionConfig config, FrameHandler pushHandler) {
        this(config, pushHandler, DirectSocketChannel::new);
    }

    FrameClient(ConnectionConfig config, FrameHandler pushHandler, ChannelFactory<? extends Channel> channels) {
        group = EventLoops.startShared(config);
        bootstrap = new Bootstrap()
            .group(group)
            .channelFactory(channels)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(config.writeBufferLowBytes(), config.writeBufferHighBytes()))
            .handler(new FramePipeline(config, pushHandler, false, connections));
    }

    /**
     * Opens a connection. The future completes on the new connection's event loop: with it, open, or with an {@link IOException}
     * that names the address.
     *
     * @param timeoutMs until the connection is open; &gt; 0
     */
    public CompletableFuture<Connection> connect(InetSocketAddress address, long timeoutMs) {
        return connect(address, null, timeoutMs);
    }

    /** From an address of ours; null for any. */
    CompletableFuture<Connection> connect(InetSocketAddress address, InetSocketAddress localAddress, long timeoutMs) {
        if (timeoutMs <= 0) {
            throw new IllegalArgumentException("timeoutMs: " + timeoutMs + " (expected: > 0)");
        }
        var result = new CompletableFuture<Connection>();
        ChannelFuture connecting = bootstrap.clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeoutMs, Integer.MAX_VALUE))
            .connect(address, localAddress);
        connecting.addListener(done -> {
            var handler = connecting.channel().pipeline().get(ConnectionHandler.class);
            if (!done.isSuccess() || handler == null) {
                result.completeExceptionally(failure(address, done.cause()));
            } else if (isItsOwnPeer(connecting.channel())) {
                // Without the minute of TIME_WAIT: a server that comes must have its port.
                connecting.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                connecting.channel().close().addListener(
                    closed -> result.completeExceptionally(failure(address, new ConnectException("nobody listens there"))));
            } else {
                handler.opened().whenComplete((connection, cause) -> hand(connection, cause, address, result));
            }
        });
        return result;
    }

    /** Runs a task on one of the threads after that time, unless they have ended by then; on one that runs already, if any does. */
    public void later(Runnable task, long delayMs) {
        startedLoop().schedule(task, delayMs, TimeUnit.MILLISECONDS);
    }

    // A thread that starts keeps the class loaders of whoever calls, and that may be anybody.
    private EventExecutor startedLoop() {
        for (EventExecutor loop : group) {
            if (loop instanceof SharedEventLoop shared && shared.isStarted()) {
                return loop;
            }
        }
        return group.next();
    }

    /** Closes all connections and ends the threads. Waits up to five seconds, except on one of those threads. */
    @Override
    public void close() {
        EventLoops.close(group, connections);
    }

    // A port of the range for outgoing connections that nobody listens on may be given to the very connection that is made to it.
    private static boolean isItsOwnPeer(Channel channel) {
        return channel.localAddress() != null && channel.localAddress().equals(channel.remoteAddress());
    }

    private static void hand(
        Connection connection, Throwable cause, InetSocketAddress address, CompletableFuture<Connection> result) {
        if (cause != null) {
            result.completeExceptionally(failure(address, cause));
        } else if (!result.complete(connection)) {
            connection.close("nobody waits for it any more");
        }
    }

    private static IOException failure(InetSocketAddress address, Throwable cause) {
        String reason = cause == null ? "it was closed at once" : cause.getMessage();
        var failure = new ConnectException("cannot connect to " + address + ": " + reason);
        failure.initCause(cause);
        return failure;
    }
}
