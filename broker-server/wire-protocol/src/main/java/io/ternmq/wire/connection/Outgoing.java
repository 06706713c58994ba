package io.ternmq.wire.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a connection sends, in order, and who writes it.
 *
 * <p>What other threads send waits in a queue that one task of the event loop drains, with one flush for all that it found; what the event
 * loop itself sends during a {@link ReadBurst} is flushed at its end. Of many answers that come together half are handed out before
 * the queue is drained for the first time. The exception is a small request or one-way of a client that waits
 * for no other answer: its thread writes it itself, to a {@link DirectSocketChannel}, in its {@link WriteTurn}. A lazy request waits for
 * whatever is written next, while nobody runs the event loop.
 */
final class Outgoing {
    private static final Logger LOG = System.getLogger(Outgoing.class.getName());
    private static final int MAX_WRITES_PER_FLUSH = 256;
    /** What a thread waits for, and an acknowledgement on its way. */
    private static final int DIRECT_REQUESTS = 2;
    private static final int MAX_DIRECT_BODY_LENGTH = 16 << 10;

    private final Channel channel;
    private final ReadBurst burst;
    private final int maxFrameLengthBytes;
    private final LongSupplier clockNs;
    private final Object connection;
    private final WriteTurn turn = new WriteTurn();

    /**
     * A Frame, a Request, a List of frames or a Supplier of one. Any thread puts; the event loop takes, or any thread that finds that it has
     * ended.
     */
    private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();
    /** Set by whoever puts, cleared by who takes. */
    private final AtomicBoolean isDrainScheduled = new AtomicBoolean();
    /** Goes before whatever was put into the queue after it. Put by any thread while the queue is empty, taken by who has the turn. */
    private final AtomicReference<Request> lazy = new AtomicReference<>();
    private final Runnable drainLazy = this::drainLazy;
    /** Set by the event loop when the connection opens, null before; read by any thread. */
    private volatile PendingRequests pending;
    /** Set by who has the turn, read by the event loop. */
    private volatile long lastWriteNs;

    // Owned by the event loop from here on
    /** Null before the connection is open. */
    private ChannelHandlerContext ctx;
    private int unflushedWrites;
    private int answersSinceWrite;
    private String discardReason = "the connection is closed";

    /** @param connection what the log calls it */
    Outgoing(Channel channel, ReadBurst burst, int maxFrameLengthBytes, LongSupplier clockNs, Object connection) {
        this.channel = channel;
        this.burst = burst;
        this.maxFrameLengthBytes = maxFrameLengthBytes;
        this.clockNs = clockNs;
        this.connection = connection;
    }

    private record Request(Frame frame, long startNs, long deadlineNs, CompletableFuture<Frame> answer) {
    }

    // Any thread

    /** See {@link Connection#request}. */
    CompletableFuture<Frame> request(Frame frame, long timeoutMs) {
        Request request = begin(frame, timeoutMs);
        if (!writeDirectly(frame, request)) {
            enqueue(request);
        }
        return request.answer;
    }

    /** See {@link Connection#requestLazily}. */
    CompletableFuture<Frame> requestLazily(Frame frame, long timeoutMs) {
        Request request = begin(frame, timeoutMs);
        if (!putLazily(request) && !writeDirectly(frame, request)) {
            enqueue(request);
        }
        return request.answer;
    }

    private Request begin(Frame frame, long timeoutMs) {
        long startNs = clockNs.getAsLong();
        return new Request(frame, startNs, startNs + TimeUnit.MILLISECONDS.toNanos(timeoutMs), new CompletableFuture<>());
    }

    /** See {@link Connection#send}. */
    void send(Frame frame) {
        if (!writeDirectly(frame, null)) {
            enqueue(frame);
        }
    }

    /** See {@link Connection#sendLate}. */
    void sendLate(Supplier<Frame> frame) {
        if (!writeDirectly(frame, null)) {
            enqueue(frame);
        }
    }

    /** See {@link Connection#sendAll}. */
    void sendAll(List<Frame> frames) {
        enqueue(frames);
    }

    /** The requests that were sent and wait for their answers; null before the connection is open. */
    PendingRequests pending() {
        return pending;
    }

    /** When something was last sent, or the connection was opened. */
    long lastWriteNs() {
        return lastWriteNs;
    }

    /** Runs a task on the event loop; when that has ended, and with it the connection, discards what waits here instead. */
    void inLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            isDrainScheduled.set(false);
            releaseLeft();
            Request late = takeLazy();
            if (late != null) {
                discard(late, "the event loop has ended");
            }
            for (Object outgoing = queue.poll(); outgoing != null; outgoing = queue.poll()) {
                discard(outgoing, "the event loop has ended");
            }
        }
    }

    /** Puts a request where whatever is written next finds it; false when somebody runs the event loop, and may sleep in it for long. */
    private boolean putLazily(Request request) {
        if (!(channel.eventLoop() instanceof SharedEventLoop shared) || !shared.isFree() || !isSmall(request.frame) || !queue.isEmpty()
            || !lazy.compareAndSet(null, request)) {
            return false;
        }
        if (!shared.runLater(drainLazy) || !channel.isActive()) {
            scheduleDrain();
        }
        return true;
    }

    private Request takeLazy() {
        return lazy.get() == null ? null : lazy.getAndSet(null);
    }

    private void enqueue(Object outgoing) {
        if (channel.eventLoop().inEventLoop() && turn.byLoop()) {
            // What was queued before this must not be overtaken.
            writeQueued();
            write(outgoing);
            if (!burst.isRunning()) {
                // Not at once: whoever answers a batch of requests sends many frames in one go, which want one system call.
                scheduleDrain();
            }
        } else {
            queue.offer(outgoing);
            scheduleDrain();
        }
    }

    private void scheduleDrain() {
        if (!isDrainScheduled.get() && isDrainScheduled.compareAndSet(false, true)) {
            inLoop(this::drain);
        }
    }

    private boolean addPending(Request request) {
        return pending.add(request.frame, request.startNs, request.deadlineNs, request.answer);
    }

    private boolean addOrDiscard(Request request) {
        boolean isAdded = addPending(request);
        if (!isAdded) {
            discard(request, "the connection is closed");
        }
        return isAdded;
    }

    private void releaseLeft() {
        ByteBuf left = turn.takeLeft();
        if (left != null) {
            left.release();
        }
    }

    private static void discard(Object outgoing, String reason) {
        if (outgoing instanceof Frame frame) {
            frame.release();
        } else if (outgoing instanceof Request request) {
            request.frame.release();
            request.answer.completeExceptionally(
                new ConnectionClosedException("request code " + request.frame.code() + " was not sent: " + reason));
        } else if (outgoing instanceof List<?> frames) {
            frames.forEach(frame -> ((Frame) frame).release());
        }
        // else it is not even made
    }

    // A caller that writes by itself

    /**
     * Writes a frame to the socket without waking the event loop, when at most one answer is waited for: who asks then most likely waits
     * for this one. With more under way the event loop is better, which sends many with one system call.
     *
     * @param request that the frame makes; null for a one-way
     */
    private boolean writeDirectly(Frame frame, Request request) {
        return isSmall(frame) && writeDirectly(() -> frame, request);
    }

    /** The same with a frame that is made when it can be written, and small then. */
    private boolean writeDirectly(Supplier<Frame> frame, Request request) {
        if (!(channel instanceof DirectSocketChannel direct) || !isOneOfTwo() || !turn.byCaller()) {
            return false;
        }
        // What was queued before this must not be overtaken.
        boolean isWritten = queue.isEmpty() && channel.isActive() && (request == null || addPending(request));
        if (isWritten) {
            writeInTurn(direct, frame, request);
        } else {
            turn.free();
        }
        if (!queue.isEmpty() || lazy.get() != null) {
            // Whoever queued it may have come in vain while this had the turn.
            scheduleDrain();
        }
        return isWritten;
    }

    private boolean isOneOfTwo() {
        PendingRequests waiting = pending;
        return waiting != null && waiting.size() < DIRECT_REQUESTS && !channel.eventLoop().inEventLoop();
    }

    private static boolean isSmall(Frame frame) {
        return frame.body().readableBytes() <= MAX_DIRECT_BODY_LENGTH;
    }

    private void writeInTurn(DirectSocketChannel direct, Supplier<Frame> frame, Request request) {
        Request late = takeLazy();
        ByteBuf bytes = null;
        try {
            bytes = late == null ? null : encodeLate(direct, late);
            bytes = join(bytes, encode(direct, frame.get(), request));
            if (bytes != null) {
                writeNow(direct, bytes);
                lastWriteNs = clockNs.getAsLong();
            }
        } catch (IOException e) {
            // The event loop finds the same, and closes.
            LOG.log(Level.DEBUG, "Writing to connection {0} failed: {1}", connection, e.getMessage());
        } catch (RuntimeException | Error e) {
            fail(request, e);
            if (late != null) {
                failLate(late, e);
            }
        } finally {
            endTurn(bytes);
        }
    }

    /** Another thread's request. Who waits for its answer must not be told of a failure here, where the caller may hold locks. */
    private ByteBuf encodeLate(DirectSocketChannel direct, Request late) {
        if (!addPending(late)) {
            queue.offer(late);
            return null;
        }
        try {
            return FrameWriter.encode(direct.alloc(), late.frame, maxFrameLengthBytes);
        } catch (RuntimeException | Error e) {
            failLate(late, e);
            return null;
        }
    }

    private void failLate(Request late, Throwable cause) {
        int opaque = late.frame.opaque();
        inLoop(() -> pending.fail(opaque, cause));
    }

    /** The frame's bytes; null when it cannot be sent, or there is no memory for it: this frame's trouble, while the turn has to end. */
    private ByteBuf encode(DirectSocketChannel direct, Frame frame, Request request) {
        try {
            return FrameWriter.encode(direct.alloc(), frame, maxFrameLengthBytes);
        } catch (RuntimeException | Error e) {
            fail(request, e);
            return null;
        }
    }

    private void fail(Request requestOrNull, Throwable cause) {
        if (requestOrNull == null) {
            LOG.log(Level.ERROR, "Dropped a frame that cannot be sent on connection {0}: {1}", connection, cause.getMessage());
        } else {
            pending.fail(requestOrNull.frame.opaque(), cause);
        }
    }

    /** Takes the ownership of the second one, and gives that of the first one back. */
    private static ByteBuf join(ByteBuf firstOrNull, ByteBuf secondOrNull) {
        if (firstOrNull == null || secondOrNull == null) {
            return firstOrNull == null ? secondOrNull : firstOrNull;
        }
        try {
            return firstOrNull.writeBytes(secondOrNull);
        } finally {
            secondOrNull.release();
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
            turn.handOver(bytesOrNull);
            scheduleDrain();
        } else {
            turn.free();
            if (bytesOrNull != null) {
                bytesOrNull.release();
            }
        }
    }

    // On the event loop

    void onOpen(ChannelHandlerContext newCtx) {
        ctx = newCtx;
        lastWriteNs = clockNs.getAsLong();
        pending = new PendingRequests(channel.eventLoop(), clockNs, String.valueOf(channel.remoteAddress()));
    }

    /** Flushes what was written. Ends the event loop's turn, unless the socket does not take everything. */
    void flush() {
        flushWrites();
        if (turn.isLoops() && !turn.hasLeft()) {
            ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
            if (waiting == null || waiting.isEmpty()) {
                turn.free();
            }
        }
    }

    /**
     * Before the channel is closed: what was sent before goes out, as far as the socket takes it at once.
     *
     * @param reason for those whose requests come later
     */
    void end(String reason) {
        if (turn.byLoop()) {
            writeQueued();
            flush();
        }
        discardReason = reason;
    }

    /** When the channel is closed: nothing that waits here goes out any more. */
    void onClosed() {
        writeQueued();
    }

    /**
     * An answer has been handed out. When those since the last write are as many as are still to come, what their threads have sent
     * meanwhile goes out before the rest is handed out, so that the peer works on one half while this end works on the other.
     */
    void onAnswer() {
        if (++answersSinceWrite >= pending.size() && isDrainScheduled.get() && turn.byLoop()) {
            writeQueued();
            flush();
        }
    }

    private void drain() {
        isDrainScheduled.set(false);
        if (turn.byLoop()) {
            writeQueued();
            if (!burst.isRunning()) {
                flush();
            }
        }
    }

    private void writeQueued() {
        writeLeft();
        for (Object outgoing = queue.poll(); outgoing != null; outgoing = queue.poll()) {
            // What is lazy was put before what is queued, if by the same thread.
            writeLazy();
            write(outgoing);
        }
        writeLazy();
    }

    private void writeLazy() {
        Request late = takeLazy();
        if (late != null) {
            write(late);
        }
    }

    private void drainLazy() {
        if (lazy.get() != null && turn.byLoop()) {
            writeQueued();
            flush();
        }
    }

    private void writeLeft() {
        ByteBuf left = turn.takeLeft();
        if (left == null) {
            return;
        }
        if (channel.isActive()) {
            ctx.write(left, ctx.voidPromise());
            unflushedWrites++;
        } else {
            left.release();
        }
    }

    private void write(Object outgoing) {
        if (ctx == null || !channel.isActive()) {
            discard(outgoing, discardReason);
        } else if (outgoing instanceof Frame frame) {
            writeFrame(frame);
        } else if (outgoing instanceof Request request) {
            writeRequest(request);
        } else if (outgoing instanceof Supplier<?> late) {
            writeFrame((Frame) late.get());
        } else {
            for (Object frame : (List<?>) outgoing) {
                writeFrame((Frame) frame);
            }
        }
    }

    private void writeRequest(Request request) {
        if (!addOrDiscard(request)) {
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
            LOG.log(Level.ERROR, "Dropped a frame that cannot be sent on connection {0}: {1}", connection, e.getMessage());
        }
    }

    private void writeUnflushed(Frame frame) {
        FrameWriter.write(ctx, frame, maxFrameLengthBytes);
        if (++unflushedWrites >= MAX_WRITES_PER_FLUSH) {
            flushWrites();
        }
    }

    private void flushWrites() {
        if (unflushedWrites > 0) {
            unflushedWrites = 0;
            answersSinceWrite = 0;
            lastWriteNs = clockNs.getAsLong();
            ctx.flush();
        }
    }
}
