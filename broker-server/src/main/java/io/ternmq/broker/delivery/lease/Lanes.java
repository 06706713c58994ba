package io.ternmq.broker.delivery.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The lanes of a view, and which lane a message belongs to that is on its way or waits for its time. Costs nothing for messages
 * without a group. Engine thread.
 */
final class Lanes {

    private final Map<String, Lane> byGroup = new HashMap<>();
    private final Map<Integer, TreeMap<Long, Lane>> inFlight = new HashMap<>();
    private final Map<Integer, TreeMap<Long, Lane>> delayed = new HashMap<>();

    /** The lane of a message group. */
    Lane of(String messageGroup) {
        return byGroup.computeIfAbsent(messageGroup, group -> new Lane(group, this));
    }

    /** A message of the lane goes to a consumer; null for a transaction that has none any more. */
    void given(Lane lane, int queueId, long queueOffset, LeasedConsumer to) {
        inFlight.computeIfAbsent(queueId, id -> new TreeMap<>()).put(queueOffset, lane);
        lane.given(to);
    }

    /** Whether the message is known to be on its way in a lane. */
    boolean isInFlight(int queueId, long queueOffset) {
        TreeMap<Long, Lane> queue = inFlight.get(queueId);
        return queue != null && queue.containsKey(queueOffset);
    }

    /** Messages are not on their way any more, whether they belong to lanes or not. */
    void left(int queueId, long fromOffset, long toOffsetExclusive) {
        take(inFlight, queueId, fromOffset, toOffsetExclusive, Lane::left);
    }

    /** Messages are finished: they are not on their way any more, and wait for no time. */
    void finished(int queueId, long fromOffset, long toOffsetExclusive) {
        left(queueId, fromOffset, toOffsetExclusive);
        take(delayed, queueId, fromOffset, toOffsetExclusive, Lane::resume);
    }

    private static void take(Map<Integer, TreeMap<Long, Lane>> queues, int queueId, long fromOffset, long toOffsetExclusive,
            Consumer<Lane> action) {
        TreeMap<Long, Lane> queue = queues.get(queueId);
        if (queue == null) {
            return;
        }
        NavigableMap<Long, Lane> gone = queue.subMap(fromOffset, true, toOffsetExclusive, false);
        gone.values().forEach(action);
        gone.clear();
        if (queue.isEmpty()) {
            queues.remove(queueId);
        }
    }

    /** A message on its way is given back and must wait for its time; nothing happens when it belongs to no lane. */
    void delayed(int queueId, long queueOffset) {
        TreeMap<Long, Lane> queue = inFlight.get(queueId);
        Lane lane = queue == null ? null : queue.get(queueOffset);
        if (lane != null) {
            delay(lane, queueId, queueOffset);
        }
    }

    /** A message of the lane waits for its time. */
    void delay(Lane lane, int queueId, long queueOffset) {
        if (delayed.computeIfAbsent(queueId, id -> new TreeMap<>()).put(queueOffset, lane) == null) {
            lane.delay();
        }
    }

    /** A message has waited. */
    void resumed(int queueId, long queueOffset) {
        take(delayed, queueId, queueOffset, queueOffset + 1, Lane::resume);
    }

    /** How many there are. */
    int count() {
        return byGroup.size();
    }

    void forgetUnused(Lane lane) {
        if (lane.isUnused()) {
            byGroup.remove(lane.messageGroup(), lane);
        }
    }
}
