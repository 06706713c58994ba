package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.LeasedGroup;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** When which group has a message that has waited for its time: asking costs the same however many groups there are. Engine thread. */
final class DueGroups {

    private final TreeMap<Long, Set<LeasedGroup>> byTimeMs = new TreeMap<>();
    private final Map<LeasedGroup, Long> timesMs = new IdentityHashMap<>();

    /** The group's next message is due at this time; {@link Long#MAX_VALUE} for none. */
    void put(LeasedGroup group, long dueMs) {
        Long before = dueMs == Long.MAX_VALUE ? timesMs.remove(group) : timesMs.put(group, dueMs);
        if (before != null && before == dueMs) {
            return;
        }
        if (before != null) {
            Set<LeasedGroup> sameTime = byTimeMs.get(before);
            sameTime.remove(group);
            if (sameTime.isEmpty()) {
                byTimeMs.remove(before);
            }
        }
        if (dueMs != Long.MAX_VALUE) {
            byTimeMs.computeIfAbsent(dueMs, time -> new LinkedHashSet<>()).add(group);
        }
    }

    /** The earliest time; {@link Long#MAX_VALUE} for none. */
    long nextMs() {
        return byTimeMs.isEmpty() ? Long.MAX_VALUE : byTimeMs.firstKey();
    }

    /** Takes out the groups whose time has come. */
    void takeDue(long nowMs, Consumer<LeasedGroup> visitor) {
        while (nextMs() <= nowMs) {
            byTimeMs.pollFirstEntry().getValue().forEach(group -> {
                timesMs.remove(group);
                visitor.accept(group);
            });
        }
    }
}
