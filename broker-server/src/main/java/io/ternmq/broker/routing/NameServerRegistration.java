package io.ternmq.broker.routing;

import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.command.route.BrokerIdentity;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps this broker known at its name servers: at start, every 30 seconds, soon after a topic changed, until it leaves at close
 * (PROTOCOL §3E). Each name server is served on its own, so that one that is down does not delay the others.
 */
public final class NameServerRegistration implements AutoCloseable {
    private static final long PERIOD_MS = 30_000;
    private static final long LEAVE_TIMEOUT_MS = 2_000;

    private final List<NameServerLink> links;
    private final FrameClient client;
    private final ScheduledThreadPoolExecutor timer;
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isChangePending = new AtomicBoolean();

    /**
     * @param nameServers addresses {@code host:port}
     * @param identity    as others are told
     * @param permission  what the broker as a whole permits; takes away from its topics' permissions
     */
    public NameServerRegistration(List<String> nameServers, BrokerIdentity identity, String haAddress, Topics topics,
                                  int permission) {
        FrameHandler nothing = (connection, request) -> request.release();
        client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1).withThreadNamePrefix("registration-io"),
            nothing);
        RegistrationFrames frames = new RegistrationFrames(identity, haAddress, topics, permission);
        links = nameServers.stream().map(address -> new NameServerLink(address, client, frames)).toList();
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "registration");
            thread.setDaemon(true);
            return thread;
        });
        // Topics may change until the engine has ended, which is after close.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        topics.onChange(this::onTopicChange);
    }

    /** Registers, and goes on doing so. Does not wait for the answer. */
    public void start() {
        timer.scheduleWithFixedDelay(() -> links.forEach(NameServerLink::register), 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    // Engine thread; several changes at a time become one registration.
    private void onTopicChange(String topic) {
        changed.add(topic);
        if (isChangePending.compareAndSet(false, true)) {
            timer.execute(this::registerChanged);
        }
    }

    private CompletableFuture<Void> registerChanged() {
        isChangePending.set(false);
        Set<String> names = new TreeSet<>();
        for (String name = changed.poll(); name != null; name = changed.poll()) {
            names.add(name);
        }
        return CompletableFuture.allOf(links.stream().map(link -> link.registerChanged(names)).toArray(CompletableFuture[]::new));
    }

    /** Makes known what has changed up to now; completes when every name server has answered or failed. */
    public CompletableFuture<Void> announce() {
        return CompletableFuture.supplyAsync(this::registerChanged, timer).thenCompose(all -> all);
    }

    /** Takes leave of the name servers and ends. */
    @Override
    public void close() {
        timer.shutdownNow();
        links.forEach(link -> link.leave(LEAVE_TIMEOUT_MS));
        client.close();
    }
}
