package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.store.index.QueueIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of each topic that have consumers. Whose queue has got a message is found by the queue itself: with thousands of topics a
 * look-up by name waits for memory again and again. Engine thread.
 */
final class TopicGroups {

    private static final LeasedGroup[] NONE = {};

    /** Those of one topic, as long as there are any. */
    private static final class Active {
        private LeasedGroup[] groups = NONE;
        /** By which it is found. */
        private final List<QueueIndex> queues = new ArrayList<>(1);
    }

    private final Map<String, Active> byTopic = new HashMap<>();
    private final Map<QueueIndex, Active> byQueue = new IdentityHashMap<>();

    /** The group has consumers. */
    void add(LeasedGroup group) {
        Active active = byTopic.computeIfAbsent(group.progress().topic(), topic -> new Active());
        if (!Arrays.asList(active.groups).contains(group)) {
            active.groups = Arrays.copyOf(active.groups, active.groups.length + 1);
            active.groups[active.groups.length - 1] = group;
        }
    }

    /** The group has none any more. */
    void remove(LeasedGroup group) {
        String topic = group.progress().topic();
        Active active = byTopic.get(topic);
        if (active == null) {
            return;
        }
        active.groups = Arrays.stream(active.groups).filter(present -> present != group).toArray(LeasedGroup[]::new);
        if (active.groups.length == 0) {
            byTopic.remove(topic);
            active.queues.forEach(byQueue::remove);
        }
    }

    /** Those of the queue's topic, in the order in which they came; not to be changed. */
    LeasedGroup[] of(QueueIndex queue) {
        Active active = byQueue.get(queue);
        if (active == null) {
            active = byTopic.get(queue.topic());
            if (active == null) {
                return NONE;
            }
            byQueue.put(queue, active);
            active.queues.add(queue);
        }
        return active.groups;
    }

    /** Those of a topic. */
    List<LeasedGroup> of(String topic) {
        Active active = byTopic.get(topic);
        return active == null ? List.of() : List.of(active.groups);
    }
}
