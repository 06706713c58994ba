package io.ternmq.wire.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ternmq.wire.frame.BadFieldException;
import io.ternmq.wire.frame.BadFrameException;
import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The last handler of the pipeline: ties a channel to its {@link Connection} and to the user's {@link FrameHandler}. */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(ConnectionHandler.class.getName());
    private static final int SYSTEM_ERROR = 1;

    private final Connection connection;
    private final FrameHandler handler;
    private final boolean isReadingWhileUnwritable;
    private final LongSupplier clockNs;
    private final long idleTimeoutNs;
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    private Future<?> idleCheck;

    /**
     * @param isReadingWhileUnwritable a server stops reading from a peer that does not take what it is sent; a client goes on,
     *     since if both ends stopped neither would ever start again
     */
    ConnectionHandler(Connection connection, FrameHandler handler, boolean isReadingWhileUnwritable, LongSupplier clockNs) {
        this.connection = connection;
        this.handler = handler;
        this.isReadingWhileUnwritable = isReadingWhileUnwritable;
        this.clockNs = clockNs;
        this.idleTimeoutNs = TimeUnit.MILLISECONDS.toNanos(connection.config().idleTimeoutMs());
    }

    /** Completes on the event loop when the connection is open, or closed before that. */
    CompletableFuture<Connection> opened() {
        return opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connection.onOpen(ctx);
        if (idleTimeoutNs > 0) {
            scheduleIdleCheck(ctx, idleTimeoutNs);
        }
        handler.onOpen(connection);
        opened.complete(connection);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Frame frame = (Frame) message;
        connection.onRead(frame);
        if (frame.isResponse()) {
            connection.onAnswer(frame);
            return;
        }
        try {
            handler.onRequest(connection, frame);
        } catch (BadFieldException e) {
            // The sender's mistake, and told to it: nothing to fill the log with.
            LOG.log(Level.DEBUG, "Request code {0} refused on connection {1}: {2}", frame.code(), connection, e.getMessage());
            refuse(frame, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "Request code " + frame.code() + " failed on connection " + connection, e);
            refuse(frame, e);
        }
    }

    private void refuse(Frame request, RuntimeException cause) {
        request.release();
        if (!request.isOneway()) {
            connection.send(request.response(SYSTEM_ERROR, String.valueOf(cause.getMessage())));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!isReadingWhileUnwritable) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }
        handler.onWritabilityChanged(connection);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        LOG.log(Level.DEBUG, "Connection {0} is closed", connection);
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
        connection.onClosed();
        handler.onClose(connection);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        // Without effect when it was open.
        opened.completeExceptionally(new ConnectionClosedException("the connection was closed before it was open"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof BadFrameException) {
            LOG.log(Level.WARNING, "Closing connection {0}: {1}", connection, cause.getMessage());
        } else if (cause instanceof IOException) {
            // The peer is gone or the network is: no news for an operator.
            LOG.log(Level.DEBUG, "Closing connection {0}: {1}", connection, cause.getMessage());
        } else {
            LOG.log(Level.ERROR, "Closing connection " + connection, cause);
        }
        connection.close(String.valueOf(cause.getMessage()));
    }

    private void scheduleIdleCheck(ChannelHandlerContext ctx, long delayNs) {
        idleCheck = ctx.executor().schedule(() -> checkIdle(ctx), delayNs, TimeUnit.NANOSECONDS);
    }

    private void checkIdle(ChannelHandlerContext ctx) {
        long leftNs = connection.lastTrafficNs() + idleTimeoutNs - clockNs.getAsLong();
        if (leftNs <= 0) {
            LOG.log(Level.INFO, "Closing connection {0}: no traffic for {1} ms", connection, connection.config().idleTimeoutMs());
            connection.close("no traffic for " + connection.config().idleTimeoutMs() + " ms");
        } else {
            scheduleIdleCheck(ctx, leftNs);
        }
    }
}
