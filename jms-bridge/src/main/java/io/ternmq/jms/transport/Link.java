package io.ternmq.jms.transport;

import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A connection to a broker or name server, on shared I/O threads. Any thread. */
public final class Link implements AutoCloseable {
    private final Connection connection;
    private final LinkEvents events;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Link(Connection connection, LinkEvents events) {
        this.connection = connection;
        this.events = events;
    }

    /**
     * Connects, and waits for it.
     *
     * @param timeoutMs until the connection is open
     * @throws IOException naming the address
     */
    public static Link open(InetSocketAddress address, long timeoutMs, LinkEvents events) throws IOException {
        try {
            return start(address, timeoutMs, events).get(timeoutMs + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("No connection to " + address + " within " + timeoutMs + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while connecting to " + address, e);
        }
    }

    /**
     * Connects without waiting.
     *
     * @param timeoutMs until the connection is open
     * @return fails when it cannot be opened in time
     */
    public static CompletableFuture<Link> start(InetSocketAddress address, long timeoutMs, LinkEvents events) {
        FrameClient client = SharedClient.acquire();
        return connect(client, address, timeoutMs).whenComplete((connection, failure) -> {
            if (failure != null) {
                SharedClient.release();
            }
        }).thenApply(connection -> {
            Link link = new Link(connection, events);
            connection.attach(link);
            if (!connection.isOpen()) {
                // In case that it was closed before the event loop could see the attachment.
                link.released();
            }
            return link;
        });
    }

    /** Threads that start now must not keep the application's class loader: an application server wants to unload it. */
    private static CompletableFuture<Connection> connect(FrameClient client, InetSocketAddress address, long timeoutMs) {
        Thread current = Thread.currentThread();
        ClassLoader context = current.getContextClassLoader();
        current.setContextClassLoader(Link.class.getClassLoader());
        try {
            return client.connect(address, timeoutMs);
        } finally {
            current.setContextClassLoader(context);
        }
    }

    /** Sends a request; see {@link Connection#request}. The receiver of the answer releases it. */
    public CompletableFuture<Frame> request(Frame request, long timeoutMs) {
        return connection.request(request, timeoutMs);
    }

    /** The same for what nobody waits for yet; see {@link Connection#requestLazily}. */
    public CompletableFuture<Frame> requestLazily(Frame request, long timeoutMs) {
        return connection.requestLazily(request, timeoutMs);
    }

    /** Sends a one-way. */
    public void send(Frame oneway) {
        connection.send(oneway);
    }

    /** Sends a one-way that is made as late as possible; see {@link Connection#sendLate}. */
    public void sendLate(Supplier<Frame> oneway) {
        connection.sendLate(oneway);
    }

    /** Sends one-ways in this order, with one flush. */
    public void sendAll(List<Frame> oneways) {
        connection.sendAll(oneways);
    }

    /** See {@link Connection#await}. */
    public void await(BooleanSupplier isDone, long timeoutNs) {
        connection.await(isDone, timeoutNs);
    }

    /** See {@link Connection#wake}. */
    public void wake(Thread waiting) {
        connection.wake(waiting);
    }

    /** See {@link Connection#expect}. */
    public void expect(int more) {
        connection.expect(more);
    }

    /** Runs a task again and again on the link's event loop, until the link is closed. */
    public void repeat(Runnable task, long periodMs) {
        connection.eventLoop().schedule(() -> {
            if (connection.isOpen()) {
                task.run();
                repeat(task, periodMs);
            }
        }, periodMs, TimeUnit.MILLISECONDS);
    }

    /** Runs a task on the link's event loop, after what the loop has to do for this link already. */
    public void afterwards(Runnable task) {
        connection.eventLoop().execute(task);
    }

    /** Whether the connection stands. */
    public boolean isOpen() {
        return connection.isOpen();
    }

    /** The other end. */
    public InetSocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    /** This end. */
    public InetSocketAddress localAddress() {
        return connection.localAddress();
    }

    /** Closes it, for a reason that is logged and told to those who wait for answers. */
    public void close(String reason) {
        connection.close(reason);
        released();
    }

    @Override
    public void close() {
        close("closed by the client");
    }

    LinkEvents events() {
        return events;
    }

    /** On the event loop. */
    void closed() {
        released();
        events.onClosed();
    }

    private void released() {
        if (isReleased.compareAndSet(false, true)) {
            SharedClient.release();
        }
    }
}
