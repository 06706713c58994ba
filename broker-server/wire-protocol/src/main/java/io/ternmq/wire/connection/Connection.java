package io.ternmq.wire.connection;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * One TCP connection, from either end. All methods may be called from any thread and none blocks.
 *
 * <p>Frames from other threads wait in a queue that one task of the event loop drains, with one flush for all that it found;
 * what the event loop itself sends while it reads is flushed when it has read what there is. The exception is a small request of a
 * client that waits for no other answer: its thread writes it itself. Frames sent by one thread, or by threads that synchronise
 * with each other, go out in that order.
 */
public final class Connection {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    private static final int MAX_WRITES_PER_FLUSH = 256;
    private static final int MAX_DIRECT_BODY_LENGTH = 16 << 10;

    private final Channel channel;
    private final ConnectionConfig config;
    private final LongSupplier clockNs;
    private final ConcurrentLinkedQueue<Object> outbound = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isDrainScheduled = new AtomicBoolean();
    private final WriteTurn turn = new WriteTurn();
    private final Executor afterReading = this::putOff;
    /** What a caller could not write in its turn; goes first. */
    private volatile ByteBuf leftBytes;
    private volatile PendingRequests pending;
    private volatile long lastTrafficNs;
    private volatile Object attachment;
    private volatile InetSocketAddress remoteAddress;
    private volatile InetSocketAddress localAddress;

    // Owned by the event loop from here on
    private ChannelHandlerContext ctx;
    private boolean isReading;
    private int unflushedWrites;
    private Runnable putOff;
    private String closeReason;

    Connection(Channel channel, ConnectionConfig config, LongSupplier clockNs) {
        this.channel = channel;
        this.config = config;
        this.clockNs = clockNs;
    }

    private record OutboundRequest(Frame frame, long startNs, long deadlineNs, CompletableFuture<Frame> answer) {
    }

    /**
     * Sends a request, of which it takes the ownership. The future completes on the event loop: with the answer, which the caller
     * releases, or with a {@link RequestTimeoutException}, a {@link ConnectionClosedException}, or an
     * {@link IllegalArgumentException} for a frame that is too long to send.
     *
     * @param timeoutMs from now until the answer has arrived; &gt; 0
     */
    public CompletableFuture<Frame> request(Frame request, long timeoutMs) {
        if (timeoutMs <= 0) {
            throw new IllegalArgumentException("timeoutMs: " + timeoutMs + " (expected: > 0)");
        }
        long startNs = clockNs.getAsLong();
        var answer = new CompletableFuture<Frame>();
        var outgoing = new OutboundRequest(request, startNs, startNs + TimeUnit.MILLISECONDS.toNanos(timeoutMs), answer);
        if (!writeDirectly(outgoing)) {
            enqueue(outgoing);
        }
        return answer;
    }

    /** Sends a one-way or an answer, of which it takes the ownership. Dropped silently when the connection is closed. */
    public void send(Frame frame) {
        enqueue(requireNonNull(frame, "frame"));
    }

    /**
     * Sends frames in this order, with nothing between them and one flush. Takes their ownership; the list must not change
     * any more.
     */
    public void sendAll(List<Frame> frames) {
        if (!frames.isEmpty()) {
            enqueue(frames);
        }
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    /**
     * Whether the peer takes what is sent: false while more than the configured high mark waits. Sending is still possible
     * then.
     */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Closes; does nothing when it is closed. The reason is logged, and told to those who wait for answers. */
    public void close(String reason) {
        if (channel.eventLoop().inEventLoop()) {
            closeInLoop(reason);
        } else {
            execute(() -> closeInLoop(reason));
        }
    }

    /** The peer's address; null before the connection is open. Kept after closing. */
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Our address; null before the connection is open. Kept after closing. */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /** Short, unique among the connections of this process. */
    public String id() {
        return channel.id().asShortText();
    }

    public EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** What the user of this connection has attached; null at first. */
    public Object attachment() {
        return attachment;
    }

    public void attach(Object newAttachment) {
        attachment = newAttachment;
    }

    /**
     * Runs an action when what the peer has sent by now is read; at once when nothing is being read, or on another thread than the
     * event loop. Of equal actions one is run. For what is better done once for many requests.
     */
    public Executor afterReading() {
        return afterReading;
    }

    @Override
    public String toString() {
        return id() + " " + localAddress + " - " + remoteAddress;
    }

    private void enqueue(Object outgoing) {
        if (channel.eventLoop().inEventLoop() && turn.byLoop()) {
            // What was queued before this must not be overtaken.
            writeQueued();
            write(outgoing);
            if (!isReading) {
                // Not at once: whoever answers a batch of requests sends many frames in one go, which want one system call.
                scheduleDrain();
            }
        } else {
            outbound.offer(outgoing);
            scheduleDrain();
        }
    }

    /**
     * Writes a request to the socket without waking the event loop, when no answer is waited for: who asks then most likely waits for this
     * one. With more under way the event loop is better, which sends many with one system call.
     */
    private boolean writeDirectly(OutboundRequest outgoing) {
        if (!(channel instanceof DirectSocketChannel direct) || !isAlone(outgoing.frame) || !turn.byCaller()) {
            return false;
        }
        // What was queued before this must not be overtaken.
        boolean isWritten = outbound.isEmpty() && channel.isActive() && addPending(outgoing);
        if (isWritten) {
            writeInTurn(direct, outgoing);
        } else {
            turn.free();
        }
        if (!outbound.isEmpty()) {
            // Whoever queued it may have come in vain while this had the turn.
            scheduleDrain();
        }
        return isWritten;
    }

    private boolean isAlone(Frame request) {
        PendingRequests waiting = pending;
        return waiting != null && waiting.size() == 0 && request.body().readableBytes() <= MAX_DIRECT_BODY_LENGTH
            && !channel.eventLoop().inEventLoop();
    }

    private void writeInTurn(DirectSocketChannel direct, OutboundRequest outgoing) {
        ByteBuf bytes = null;
        try {
            bytes = FrameWriter.encode(direct.alloc(), outgoing.frame, config.maxFrameLengthBytes());
            writeNow(direct, bytes);
            lastTrafficNs = clockNs.getAsLong();
        } catch (IOException e) {
            // The event loop finds the same, and closes.
            LOG.log(Level.DEBUG, "Writing to connection {0} failed: {1}", this, e.getMessage());
        } catch (RuntimeException | Error e) {
            // A frame that cannot be sent, or no memory: this request's trouble, while the turn has to end.
            pending.fail(outgoing.frame.opaque(), e);
        } finally {
            endTurn(bytes);
        }
    }

    private static void writeNow(DirectSocketChannel direct, ByteBuf bytes) throws IOException {
        ByteBuffer unwritten = bytes.nioBuffer();
        int length = unwritten.remaining();
        try {
            direct.writeNow(unwritten);
        } finally {
            bytes.skipBytes(length - unwritten.remaining());
        }
    }

    private void endTurn(ByteBuf bytesOrNull) {
        if (bytesOrNull != null && bytesOrNull.isReadable()) {
            leftBytes = bytesOrNull;
            turn.handOver();
            scheduleDrain();
        } else {
            turn.free();
            if (bytesOrNull != null) {
                bytesOrNull.release();
            }
        }
    }

    private boolean addPending(OutboundRequest request) {
        return pending.add(request.frame, request.startNs, request.deadlineNs, request.answer);
    }

    private void scheduleDrain() {
        if (!isDrainScheduled.get() && isDrainScheduled.compareAndSet(false, true)) {
            execute(this::drain);
        }
    }

    private void execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and with it the connection; whoever gets here clears up.
            isDrainScheduled.set(false);
            releaseLeft();
            for (Object outgoing = outbound.poll(); outgoing != null; outgoing = outbound.poll()) {
                discard(outgoing, "the event loop has ended");
            }
        }
    }

    private void drain() {
        isDrainScheduled.set(false);
        if (turn.byLoop()) {
            writeQueued();
            if (!isReading) {
                flush();
            }
        }
    }

    private void writeQueued() {
        if (leftBytes != null && channel.isActive()) {
            ctx.write(leftBytes, ctx.voidPromise());
            leftBytes = null;
            unflushedWrites++;
        }
        releaseLeft();
        for (Object outgoing = outbound.poll(); outgoing != null; outgoing = outbound.poll()) {
            write(outgoing);
        }
    }

    private void releaseLeft() {
        ByteBuf left = leftBytes;
        if (left != null) {
            leftBytes = null;
            left.release();
        }
    }

    private void write(Object outgoing) {
        if (ctx == null || !channel.isActive()) {
            discard(outgoing, closeReason == null ? "the connection is closed" : closeReason);
        } else if (outgoing instanceof Frame frame) {
            writeFrame(frame);
        } else if (outgoing instanceof OutboundRequest request) {
            writeRequest(request);
        } else {
            for (Object frame : (List<?>) outgoing) {
                writeFrame((Frame) frame);
            }
        }
    }

    private void writeRequest(OutboundRequest request) {
        if (!addPending(request)) {
            discard(request, "the connection is closed");
            return;
        }
        try {
            writeUnflushed(request.frame);
        } catch (IllegalArgumentException e) {
            pending.fail(request.frame.opaque(), e);
        }
    }

    private void writeFrame(Frame frame) {
        try {
            writeUnflushed(frame);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "Dropped a frame that cannot be sent on connection {0}: {1}", this, e.getMessage());
        }
    }

    private void writeUnflushed(Frame frame) {
        FrameWriter.write(ctx, frame, config.maxFrameLengthBytes());
        if (++unflushedWrites >= MAX_WRITES_PER_FLUSH) {
            flushWrites();
        }
    }

    /** Ends the event loop's turn, unless the socket does not take everything. */
    private void flush() {
        flushWrites();
        if (turn.isLoops() && leftBytes == null) {
            ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
            if (waiting == null || waiting.isEmpty()) {
                turn.free();
            }
        }
    }

    private void flushWrites() {
        if (unflushedWrites > 0) {
            unflushedWrites = 0;
            lastTrafficNs = clockNs.getAsLong();
            ctx.flush();
        }
    }

    private static void discard(Object outgoing, String reason) {
        if (outgoing instanceof Frame frame) {
            frame.release();
        } else if (outgoing instanceof OutboundRequest request) {
            request.frame.release();
            request.answer.completeExceptionally(
                new ConnectionClosedException("request code " + request.frame.code() + " was not sent: " + reason));
        } else {
            for (Object frame : (List<?>) outgoing) {
                ((Frame) frame).release();
            }
        }
    }

    private void closeInLoop(String reason) {
        if (closeReason == null) {
            // What was sent before goes out, as far as the socket takes it at once.
            if (turn.byLoop()) {
                writeQueued();
                flush();
            }
            closeReason = reason;
            LOG.log(Level.DEBUG, "Closing connection {0}: {1}", this, reason);
            channel.close();
        }
    }

    // Called by ConnectionHandler, on the event loop

    void onOpen(ChannelHandlerContext newCtx) {
        ctx = newCtx;
        remoteAddress = inet(channel.remoteAddress());
        localAddress = inet(channel.localAddress());
        pending = new PendingRequests(channel.eventLoop(), clockNs, String.valueOf(channel.remoteAddress()));
        lastTrafficNs = clockNs.getAsLong();
    }

    void onAnswer(Frame answer) {
        int code = answer.code();
        int opaque = answer.opaque();
        if (!pending.complete(answer)) {
            LOG.log(Level.DEBUG, "Dropped an answer that nobody waits for, code {0} opaque {1} on {2}", code, opaque, this);
        }
    }

    void onRead() {
        isReading = true;
    }

    void onReadComplete() {
        isReading = false;
        lastTrafficNs = clockNs.getAsLong();
        runPutOff();
        flush();
    }

    private void putOff(Runnable action) {
        if (!channel.eventLoop().inEventLoop() || !isReading || putOff != null && putOff != action) {
            action.run();
        } else {
            putOff = action;
        }
    }

    private void runPutOff() {
        Runnable action = putOff;
        if (action != null) {
            putOff = null;
            action.run();
        }
    }

    void onClosed() {
        isReading = false;
        runPutOff();
        writeQueued();
        pending.failAll(closeReason == null ? "the peer closed the connection" : closeReason);
    }

    /** When something was last received or sent. */
    long lastTrafficNs() {
        return lastTrafficNs;
    }

    int pendingRequests() {
        return pending.size();
    }

    ConnectionConfig config() {
        return config;
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }
}
