package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The way to one master: a connection that is made when it is needed, and again after it was lost, since pops, acknowledgements and
 * sends belong to no connection. Any thread.
 */
final class BrokerLink implements AutoCloseable {
    private final String brokerName;
    private final RocketMqSettings settings;
    // All guarded by this.
    private String address;
    private CompletableFuture<Link> link;
    private boolean isClosed;

    BrokerLink(String brokerName, String address, RocketMqSettings settings) {
        this.brokerName = brokerName;
        this.address = address;
        this.settings = settings;
    }

    String brokerName() {
        return brokerName;
    }

    /** The broker has moved: new requests go there. */
    synchronized void moveTo(String newAddress) {
        if (!newAddress.equals(address)) {
            address = newAddress;
            closeLink();
        }
    }

    /** Sends a request and waits for the usual time for its answer. */
    CompletableFuture<Frame> request(Frame request) {
        return request(request, 0);
    }

    /**
     * Sends a request that the broker may hold for a time before it answers.
     *
     * @return the answer, which its receiver releases; fails when the broker cannot be reached
     */
    CompletableFuture<Frame> request(Frame request, long holdMs) {
        if (settings.user() != null) {
            Signing.sign(request, settings.user(), settings.password());
        }
        return link().thenCompose(open -> open.request(request, settings.requestTimeoutMs() + holdMs));
    }

    private synchronized CompletableFuture<Link> link() {
        if (isClosed) {
            return CompletableFuture.failedFuture(JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection is closed", null));
        }
        if (link == null || link.isCompletedExceptionally() || link.isDone() && !link.join().isOpen()) {
            link = start();
        }
        return link;
    }

    private CompletableFuture<Link> start() {
        try {
            return Link.start(Addresses.resolve(Addresses.parse(address)), settings.connectTimeoutMs(), LinkEvents.NONE)
                .handle((open, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                        return CompletableFuture.<Link>failedFuture(JmsErrors.of(JmsErrors.CONNECTION_LOST, "Broker " + brokerName
                            + " cannot be reached: " + cause.getMessage(), cause));
                    }
                    return CompletableFuture.completedFuture(open);
                }).thenCompose(opened -> opened);
        } catch (IOException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(JmsErrors.of(JmsErrors.CONNECTION_LOST, "Broker " + brokerName + " cannot be reached: "
                + e.getMessage(), e));
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        closeLink();
    }

    private void closeLink() {
        CompletableFuture<Link> last = link;
        link = null;
        if (last != null) {
            last.thenAccept(Link::close);
        }
    }
}
