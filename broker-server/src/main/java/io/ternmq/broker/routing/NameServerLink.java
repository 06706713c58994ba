package io.ternmq.broker.routing;

import io.ternmq.wire.command.route.DataVersion;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.frame.Frame;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration at one name server. Called by the registration thread only; answers come on an event loop.
 */
final class NameServerLink {
    private static final Logger LOG = LoggerFactory.getLogger(NameServerLink.class);
    private static final long TIMEOUT_MS = 6_000;

    private final String address;
    private final FrameClient client;
    private final RegistrationFrames frames;
    private volatile CompletableFuture<Connection> connecting;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    /** Version of the topics that were last sent all together. */
    private DataVersion completeVersion = DataVersion.NONE;
    private volatile boolean isRegistered;
    private volatile Boolean isReachable;

    NameServerLink(String address, FrameClient client, RegistrationFrames frames) {
        this.address = address;
        this.client = client;
        this.frames = frames;
    }

    /** Sends all topics unless the name server has this version of them; completes with the answer or without it. */
    CompletableFuture<Void> register() {
        CompletableFuture<Connection> connected = connection();
        if (!isRegistered || !frames.topics().version().equals(completeVersion)) {
            return registerAll(connected);
        }
        return connected.thenCompose(connection -> connection.request(frames.queryVersion(), TIMEOUT_MS)
            .thenCompose(answer -> registerIfChanged(connection, answer))).handle(this::onAnswer);
    }

    private CompletableFuture<Void> registerAll(CompletableFuture<Connection> connected) {
        completeVersion = frames.topics().version();
        last = connected.thenCompose(connection -> connection.request(frames.register(), TIMEOUT_MS)).handle(this::onAnswer);
        return last;
    }

    /**
     * Sends topics that have changed, and not the others, of which there may be many; what gets lost is made good by the next
     * {@link #register}. Completes when this and what was sent before is answered or has failed.
     */
    CompletableFuture<Void> registerChanged(Set<String> topics) {
        CompletableFuture<Connection> connected = connection();
        if (!isRegistered && (last.isDone() || !topics.isEmpty())) {
            return registerAll(connected);
        }
        if (!topics.isEmpty()) {
            last = connected.thenCompose(connection -> connection.request(frames.register(topics),
                TIMEOUT_MS)).handle(this::onAnswer);
        }
        return last;
    }

    private CompletableFuture<Frame> registerIfChanged(Connection connection, Frame versionAnswer) {
        boolean isChanged = versionAnswer.code() != 0 || versionAnswer.fields().getBoolean("changed", true);
        if (!isChanged) {
            return CompletableFuture.completedFuture(versionAnswer);
        }
        versionAnswer.release();
        return connection.request(frames.register(), TIMEOUT_MS);
    }

    private CompletableFuture<Connection> connection() {
        boolean isUsable = connecting != null && !connecting.isCompletedExceptionally()
            && (!connecting.isDone() || connecting.join().isOpen());
        if (!isUsable) {
            isRegistered = false;
            connecting = resolve().thenCompose(resolved -> client.connect(resolved, TIMEOUT_MS));
        }
        return connecting;
    }

    // On the registration thread, which may wait for a name; host names are looked up again for each connection.
    private CompletableFuture<InetSocketAddress> resolve() {
        int colon = address.lastIndexOf(':');
        InetSocketAddress resolved =
            new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        return resolved.isUnresolved()
            ? CompletableFuture.failedFuture(new IllegalStateException("unknown host " + resolved.getHostString()))
            : CompletableFuture.completedFuture(resolved);
    }

    private Void onAnswer(Frame answer, Throwable failure) {
        boolean isSuccess = failure == null && answer.code() == 0;
        String reason = failure != null ? failure.getMessage() : answer.remark();
        if (answer != null) {
            answer.release();
        }
        isRegistered = isSuccess;
        // Said once, not every 30 seconds.
        if (isReachable == null || isReachable != isSuccess) {
            isReachable = isSuccess;
            if (isSuccess) {
                LOG.info("registered with name server {}", address);
            } else {
                LOG.warn("not registered with name server {}: {}; trying again every 30 s", address, reason);
            }
        }
        return null;
    }

    /** Takes leave, and waits for it no longer than {@code timeoutMs}. */
    void leave(long timeoutMs) {
        CompletableFuture<Connection> current = connecting;
        if (current == null || !current.isDone() || current.isCompletedExceptionally()) {
            return;
        }
        try {
            current.join().request(frames.unregister(), timeoutMs).get(timeoutMs, TimeUnit.MILLISECONDS).release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("name server {} was not told of the end: {}", address, e.getMessage());
        }
    }
}
