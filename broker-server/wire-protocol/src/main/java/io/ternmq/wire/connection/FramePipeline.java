package io.ternmq.wire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import java.util.function.LongSupplier;

/**
 * The whole pipeline of a connection, top-down: bytes come in above, requests go out below to the user's handler. Frames on
 * their way out are bytes already when they leave {@link Connection}.
 */
@ChannelHandler.Sharable
final class FramePipeline extends ChannelInitializer<Channel> {
    private final ConnectionConfig config;
    private final FrameHandler handler;
    private final boolean isServer;
    private final ChannelGroup connections;
    private final LongSupplier clockNs;

    /** @param connections gets each connection before it is open */
    FramePipeline(ConnectionConfig config, FrameHandler handler, boolean isServer, ChannelGroup connections) {
        this(config, handler, isServer, connections, System::nanoTime);
    }

    FramePipeline(ConnectionConfig config, FrameHandler handler, boolean isServer, ChannelGroup connections, LongSupplier clockNs) {
        this.config = config;
        this.handler = handler;
        this.isServer = isServer;
        this.connections = connections;
        this.clockNs = clockNs;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        var connection = new Connection(channel, config, clockNs);
        ChannelPipeline pipeline = channel.pipeline();
        // TLS goes here: a first byte of 0x16 (PROTOCOL §16), before that the PROXY header.
        pipeline.addLast("decode", new FrameDecoder(config.maxFrameLengthBytes()));
        pipeline.addLast("connection", new ConnectionHandler(connection, handler, !isServer, clockNs));
    }
}
