package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.EntryDetails;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.selector.SelectorException;
import java.util.ArrayList;
import java.util.List;

/** Reads messages of one view to find those whose time is over. One use, by a reader thread: it may wait for the disk. */
public final class ExpiredSearch {

    private final LeasedView view;
    private final QueueIndex index;
    private final List<Long> offsets;
    private final long nowMs;
    private final LogReader log;
    private final StoredDetails details;

    /**
     * @param index   the queue that is searched
     * @param offsets where to look
     */
    public ExpiredSearch(LogReader log, LeasedView view, QueueIndex index, List<Long> offsets, long nowMs) {
        this.view = view;
        this.index = index;
        this.offsets = offsets;
        this.nowMs = nowMs;
        this.log = log;
        this.details = new StoredDetails(log);
    }

    /** The view whose messages they are. */
    public LeasedView view() {
        return view;
    }

    /** Those that have expired, and that the view is owed; how often they were delivered is left open. */
    public List<Lease> run() {
        EntryFilter filter = filter();
        List<Lease> found = new ArrayList<>();
        for (long wanted : offsets) {
            if (wanted >= index.minOffset()) {
                index.read(wanted, 1, (offset, position, size, tagsCode) -> {
                    if (isExpired(position, size) && filter.matches(tagsCode, position, size)) {
                        found.add(new Lease(index.queueId(), offset, position, size, 0));
                    }
                    return true;
                });
            }
        }
        return found;
    }

    private boolean isExpired(long position, int size) {
        EntryDetails said = details.read(position, size);
        boolean isOwed = view.definition().kind() == ViewKind.QUEUE || said.sendingPosition() == 0
            || said.sendingPosition() >= view.group().progress().createdPosition();
        return said.expirationMs() != 0 && said.expirationMs() <= nowMs && isOwed;
    }

    // A queue's receivers may have any selector; what a subscription does not want is not its to give up.
    private EntryFilter filter() {
        try {
            ViewDefinition definition = view.definition();
            return definition.kind() == ViewKind.QUEUE ? EntryFilter.ALL
                : MessageSelection.of(log, definition.selector(), definition.noLocalOrigin());
        } catch (SelectorException e) {
            throw new IllegalStateException("the selector of " + view.definition().group() + " was valid when it was made", e);
        }
    }
}
