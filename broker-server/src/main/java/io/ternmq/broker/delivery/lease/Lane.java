package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.List;

/**
 * One message group in a view: its messages go to one consumer as long as that holds any of them, in their order, and to nobody
 * while one that was given back waits for its time. Engine thread.
 *
 * <pre>
 *   FREE --given--> OWNED by a consumer, which gets what follows --all settled or given back--> FREE
 *                   (what its transaction holds counts as held by it)
 * </pre>
 */
final class Lane {

    private final String messageGroup;
    private final Lanes lanes;
    private final List<Parked> parked = new ArrayList<>(1);
    private LeasedConsumer owner;
    private int inFlight;
    private int delayed;

    /** @param lanes of which it is one, and which forget it when it is not used any more */
    Lane(String messageGroup, Lanes lanes) {
        this.messageGroup = messageGroup;
        this.lanes = lanes;
    }

    String messageGroup() {
        return messageGroup;
    }

    /** Who holds its messages; null when nobody does, or a transaction that has outlived its consumer. */
    LeasedConsumer owner() {
        return owner;
    }

    /** Whether its next message may be given to a consumer of this scan now. */
    boolean isOpenFor(FilterScan scan) {
        boolean isOwnerReady = owner != null && owner.scan() == scan && owner.credit() > 0;
        return delayed == 0 && (inFlight == 0 || isOwnerReady);
    }

    boolean isUnused() {
        return inFlight == 0 && delayed == 0 && parked.isEmpty();
    }

    /** A message is on its way; {@code to} is null when a transaction without consumer holds it. */
    void given(LeasedConsumer to) {
        inFlight++;
        owner = to;
        if (to != null) {
            to.lanes().add(this);
        }
        refresh();
    }

    /** A message on its way is settled or given back. */
    void left() {
        inFlight--;
        if (inFlight == 0 && owner != null) {
            owner.lanes().remove(this);
            owner = null;
        }
        refresh();
        lanes.forgetUnused(this);
    }

    /** A message that was given back waits for its time. */
    void delay() {
        delayed++;
        refresh();
    }

    /** A message has waited. */
    void resume() {
        delayed--;
        refresh();
        lanes.forgetUnused(this);
    }

    void add(Parked waiting) {
        parked.add(waiting);
    }

    void remove(Parked waiting) {
        parked.remove(waiting);
        lanes.forgetUnused(this);
    }

    /** To be called when what {@link #isOpenFor} depends on has changed. */
    void refresh() {
        for (Parked waiting : parked) {
            waiting.open(isOpenFor(waiting.scan()));
        }
    }
}
