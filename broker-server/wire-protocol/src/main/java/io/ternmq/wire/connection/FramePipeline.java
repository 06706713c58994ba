package io.ternmq.wire.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
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
    private final LongSupplier clockNs;

    FramePipeline(ConnectionConfig config, FrameHandler handler, boolean isServer) {
        this(config, handler, isServer, System::nanoTime);
    }

    FramePipeline(ConnectionConfig config, FrameHandler handler, boolean isServer, LongSupplier clockNs) {
        this.config = config;
        this.handler = handler;
        this.isServer = isServer;
        this.clockNs = clockNs;
    }

    @Override
    protected void initChannel(Channel channel) {
        var connection = new Connection(channel, config, clockNs);
        ChannelPipeline pipeline = channel.pipeline();
        // TLS goes here: a first byte of 0x16 (PROTOCOL §16), before that the PROXY header.
        pipeline.addLast("decode", new FrameDecoder(config.maxFrameLengthBytes()));
        pipeline.addLast("connection", new ConnectionHandler(connection, handler, !isServer, clockNs));
    }
}
