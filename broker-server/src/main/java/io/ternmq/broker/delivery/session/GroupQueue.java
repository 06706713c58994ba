package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.LeasedGroup;
import java.util.ArrayDeque;
import java.util.Deque;

/** Groups that wait for something, each once, the first first. Engine thread. */
final class GroupQueue {

    private final LeasedGroup.Note note;
    private final Deque<LeasedGroup> groups = new ArrayDeque<>();

    /** @param note by which a group knows that it waits here: no other queue has the same */
    GroupQueue(LeasedGroup.Note note) {
        this.note = note;
    }

    /** Puts it at the end, unless it waits already. */
    void add(LeasedGroup group) {
        if (group.note(note)) {
            groups.add(group);
        }
    }

    /** Takes the first one out; null when there is none. */
    LeasedGroup poll() {
        LeasedGroup first = groups.poll();
        if (first != null) {
            first.forget(note);
        }
        return first;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }
}
