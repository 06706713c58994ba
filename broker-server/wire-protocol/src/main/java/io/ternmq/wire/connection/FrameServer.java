package io.ternmq.wire.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Listens, and runs the connections that come in. Its threads start with the constructor. */
public final class FrameServer implements AutoCloseable {
    private static final int ACCEPT_BACKLOG = 1024;
    private final EventLoopGroup group;
    private final ChannelGroup connections = EventLoops.connections();
    private final ServerBootstrap bootstrap;
    private final Queue<Channel> listening = new ConcurrentLinkedQueue<>();

    public FrameServer(ConnectionConfig config, FrameHandler handler) {
        group = EventLoops.startPatient(config);
        bootstrap = new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(config.writeBufferLowBytes(), config.writeBufferHighBytes()))
            .childHandler(new FramePipeline(config, handler, true, connections));
    }

    /**
     * Listens on an address; may be called for several. Blocks until it does.
     *
     * @param address port 0 takes any free port
     * @return the address with its real port
     * @throws UncheckedIOException when the address cannot be had, naming it
     */
    public InetSocketAddress bind(InetSocketAddress address) {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var reason = new BindException("cannot listen on " + address + ": " + bound.cause().getMessage());
            reason.initCause(bound.cause());
            throw new UncheckedIOException(reason);
        }
        Channel channel = bound.channel();
        listening.add(channel);
        return (InetSocketAddress) channel.localAddress();
    }

    /** Stops listening, closes all connections and ends the threads. Waits up to five seconds, except on one of those threads. */
    @Override
    public void close() {
        // First: when the loops end while connections come in, the listening socket may stay open with nobody to answer.
        listening.forEach(channel -> EventLoops.await(group, channel.close()));
        // Then: what was accepted, and waits for its loop to take it, must be among the connections.
        EventLoops.drain(group);
        EventLoops.close(group, connections);
    }
}
