package io.ternmq.broker.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Locks of orderly consumers: one client has a queue for its group, for a minute from its last renewal (PROTOCOL §3B). Any
 * thread.
 */
public final class QueueLocks {
    private static final long LOCK_MS = 60_000;

    private final ConcurrentHashMap<String, Map<Queue, Lock>> groups = new ConcurrentHashMap<>();

    /** A queue as clients name it. */
    public record Queue(String topic, String brokerName, int queueId) {}

    private record Lock(String clientId, long untilMs) {}

    /** Takes or renews locks; those queues that the client has now. */
    public List<Queue> lock(String group, String clientId, Collection<Queue> queues, long nowMs) {
        List<Queue> held = new ArrayList<>();
        groups.compute(group, (name, old) -> {
            Map<Queue, Lock> locks = old == null ? new HashMap<>() : new HashMap<>(old);
            for (Queue queue : queues) {
                Lock lock = locks.get(queue);
                if (lock == null || lock.untilMs() < nowMs || lock.clientId().equals(clientId)) {
                    locks.put(queue, new Lock(clientId, nowMs + LOCK_MS));
                    held.add(queue);
                }
            }
            return locks;
        });
        return held;
    }

    /** Gives up those of the queues that the client has. */
    public void unlock(String group, String clientId, Collection<Queue> queues) {
        groups.computeIfPresent(group, (name, old) -> {
            Map<Queue, Lock> locks = new HashMap<>(old);
            locks.entrySet().removeIf(lock -> queues.contains(lock.getKey()) && lock.getValue().clientId().equals(clientId));
            return locks.isEmpty() ? null : locks;
        });
    }

    /** Whether somebody has a queue of the group. */
    public boolean isAnyLocked(String group, long nowMs) {
        return groups.getOrDefault(group, Map.of()).values().stream().anyMatch(lock -> lock.untilMs() >= nowMs);
    }
}
