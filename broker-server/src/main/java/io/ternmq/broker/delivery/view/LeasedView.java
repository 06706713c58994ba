package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.LeasedGroup;
import java.util.Map;
import java.util.TreeMap;

/** A view and its state. One object is one incarnation: a subscription that is made anew gets a new one. Engine thread. */
public final class LeasedView {

    private final ViewDefinition definition;
    private final LeasedGroup group;
    private Map<Integer, Long> handedOver = Map.of();

    LeasedView(ViewDefinition definition, LeasedGroup group) {
        this.definition = definition;
        this.group = group;
    }

    /** What it is. */
    public ViewDefinition definition() {
        return definition;
    }

    /** Its progress, and who holds what. */
    public LeasedGroup group() {
        return group;
    }

    /**
     * The committed offsets of the same group as a native one, when this view last had to do with them: where they differ from
     * what is committed now, native consumers have been at work since. By queue id; -1 for none.
     */
    public long handedOver(int queueId) {
        return handedOver.getOrDefault(queueId, -1L);
    }

    Map<Integer, Long> handedOver() {
        return handedOver;
    }

    void handedOver(Map<Integer, Long> offsets) {
        handedOver = new TreeMap<>(offsets);
    }
}
