package io.ternmq.wire.connection;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.ternmq.wire.frame.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One TCP connection, from either end. All public methods may be called from any thread and none but {@link #await} blocks. Frames sent by one thread, or by
 * threads that synchronise with each other, go out in that order, many with one flush; {@code Outgoing} says when.
 */
public final class Connection {
    private static final Logger LOG = System.getLogger(Connection.class.getName());

    private final Channel channel;
    private final ConnectionConfig config;
    private final LongSupplier clockNs;
    private final ReadBurst burst;
    private final Outgoing outgoing;
    private final ExpectedInput expected;
    /** Set and read by any thread. */
    private volatile Object attachment;

    // Set by the event loop, read by any thread
    private volatile InetSocketAddress remoteAddress;
    private volatile InetSocketAddress localAddress;

    // Owned by the event loop from here on
    private long lastReadNs;
    /** Why this end closed it; null while it has not. */
    private String closeReason;

    Connection(Channel channel, ConnectionConfig config, LongSupplier clockNs) {
        this.channel = channel;
        this.config = config;
        this.clockNs = clockNs;
        this.burst = new ReadBurst(channel.eventLoop());
        this.expected = new ExpectedInput(channel.eventLoop());
        this.outgoing = new Outgoing(channel, burst, config.maxFrameLengthBytes(), clockNs, this);
    }

    /**
     * Sends a request, of which it takes the ownership. The future completes on the event loop: with the answer, which the caller
     * releases, or with a {@link RequestTimeoutException}, a {@link ConnectionClosedException}, or an
     * {@link IllegalArgumentException} for a frame that is too long to send.
     *
     * @param timeoutMs from now until the answer has arrived; &gt; 0
     */
    public CompletableFuture<Frame> request(Frame request, long timeoutMs) {
        requireTimeout(timeoutMs);
        return outgoing.request(request, timeoutMs);
    }

    /**
     * The same for what nobody waits for yet: while no thread runs the connection's event loop it goes with whatever is sent next, or when
     * a thread begins to {@link #await}, and after about a millisecond at the latest. What is sent later comes later.
     */
    public CompletableFuture<Frame> requestLazily(Frame request, long timeoutMs) {
        requireTimeout(timeoutMs);
        return outgoing.requestLazily(request, timeoutMs);
    }

    private static void requireTimeout(long timeoutMs) {
        if (timeoutMs <= 0) {
            throw new IllegalArgumentException("timeoutMs: " + timeoutMs + " (expected: > 0)");
        }
    }

    /** Sends a one-way or an answer, of which it takes the ownership. Dropped silently when the connection is closed. */
    public void send(Frame frame) {
        outgoing.send(requireNonNull(frame, "frame"));
    }

    /**
     * Sends a one-way that is made when its turn has come to be written, by the thread that writes: what comes up until then can go with it.
     *
     * @param oneway called once, or not at all when the connection is closed; must neither throw nor wait for a thread that sends
     */
    public void sendLate(Supplier<Frame> oneway) {
        outgoing.sendLate(requireNonNull(oneway, "oneway"));
    }

    /**
     * Sends frames in this order, with nothing between them and one flush. Takes their ownership; the list must not change
     * any more.
     */
    public void sendAll(List<Frame> frames) {
        if (!frames.isEmpty()) {
            outgoing.sendAll(frames);
        }
    }

    /**
     * Waits for what this end of the connection brings about, and does the connection's input and output meanwhile when nobody else
     * does. May return early, for one when the thread is interrupted, which it stays; at once on the event loop. For connections of a
     * {@link FrameClient}. With no lock held that anybody needs who answers.
     *
     * @param isDone what is waited for: asked often, by any thread; who makes it true calls {@link #wake} afterwards
     */
    public void await(BooleanSupplier isDone, long timeoutNs) {
        if (channel.eventLoop() instanceof SharedEventLoop shared) {
            shared.await(isDone, timeoutNs);
        }
    }

    /**
     * Something more, or less, may arrive that no thread waits for in {@link #await}: as long as there is any, what arrives is read
     * whether somebody waits or not.
     *
     * @param more what is added, or negative, taken away
     */
    public void expect(int more) {
        expected.add(more);
    }

    /** Lets a thread look again that is in {@link #await}, if it is. */
    public void wake(Thread waiting) {
        if (channel.eventLoop() instanceof SharedEventLoop shared) {
            shared.wake(waiting);
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

    /** On the event loop: what was sent goes out now, and not with what this thread sends next. Else nothing, as the event loop is not held up. */
    public void flushNow() {
        if (channel.eventLoop().inEventLoop()) {
            outgoing.flush();
        }
    }

    /** Closes; does nothing when it is closed. The reason is logged, and told to those who wait for answers. */
    public void close(String reason) {
        if (channel.eventLoop().inEventLoop()) {
            closeInLoop(reason);
        } else {
            outgoing.inLoop(() -> closeInLoop(reason));
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
        return burst;
    }

    @Override
    public String toString() {
        return id() + " " + localAddress + " - " + remoteAddress;
    }

    private void closeInLoop(String reason) {
        if (closeReason == null) {
            outgoing.end(reason);
            closeReason = reason;
            LOG.log(Level.DEBUG, "Closing connection {0}: {1}", this, reason);
            channel.close();
        }
    }

    // Called by ConnectionHandler, on the event loop

    void onOpen(ChannelHandlerContext ctx) {
        remoteAddress = inet(channel.remoteAddress());
        localAddress = inet(channel.localAddress());
        lastReadNs = clockNs.getAsLong();
        outgoing.onOpen(ctx);
    }

    void onAnswer(Frame answer) {
        int code = answer.code();
        int opaque = answer.opaque();
        if (!outgoing.pending().complete(answer)) {
            LOG.log(Level.DEBUG, "Dropped an answer that nobody waits for, code {0} opaque {1} on {2}", code, opaque, this);
        }
        outgoing.onAnswer();
    }

    void onRead(Frame frame) {
        if (channel.eventLoop() instanceof SharedEventLoop shared) {
            shared.onFrame(frame.body().readableBytes());
        }
        burst.begin();
    }

    void onReadComplete() {
        lastReadNs = clockNs.getAsLong();
        burst.end();
        outgoing.flush();
    }

    void onClosed() {
        burst.end();
        outgoing.onClosed();
        expected.end();
        outgoing.pending().failAll(closeReason == null ? "the peer closed the connection" : closeReason);
    }

    /** When something was last received or sent. */
    long lastTrafficNs() {
        long lastWriteNs = outgoing.lastWriteNs();
        return lastWriteNs - lastReadNs > 0 ? lastWriteNs : lastReadNs;
    }

    int pendingRequests() {
        return outgoing.pending().size();
    }

    ConnectionConfig config() {
        return config;
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }
}
