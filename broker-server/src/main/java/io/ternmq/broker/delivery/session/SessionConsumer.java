package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.delivery.lease.LeasedConsumer;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.wire.jms.Attach;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer of a session. Engine thread. */
final class SessionConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(SessionConsumer.class);

    private final JmsSession session;
    private final Attach attach;
    private final LeasedView view;
    private final LeasedConsumer leased;
    private final RedeliveryRules rules;
    private final LeaseBudget budget;
    private long deliveredSequence;
    private long withheldCredit;
    private boolean isStallTold;
    private JmsTask drain;
    private GroupMember member;
    private String description;

    /**
     * Without credit.
     *
     * @param rules  what becomes of messages that its application fails to process
     * @param budget how many messages it may hold
     */
    SessionConsumer(JmsSession session, Attach attach, LeasedView view, EntryFilter filter, RedeliveryRules rules, LeaseBudget budget) {
        this.session = session;
        this.attach = attach;
        this.view = view;
        this.leased = view.group().attach(this, filter);
        this.rules = rules;
        this.budget = budget;
        this.description = session.origin() + ", consumer " + consumerId();
    }

    RedeliveryRules rules() {
        return rules;
    }

    /** Who it is, for people who look for a failure. */
    String describe() {
        return description;
    }

    JmsSession session() {
        return session;
    }

    long consumerId() {
        return attach.consumerId();
    }

    /** Whether it is attached, and a request like this one has done it. */
    boolean isMadeBy(Attach request) {
        return leased.isAttached() && attach.equals(request);
    }

    LeasedView view() {
        return view;
    }

    LeasedGroup group() {
        return view.group();
    }

    LeasedConsumer leased() {
        return leased;
    }

    /**
     * Adds credit. What goes beyond the limit counts when there is room again.
     *
     * @return whether it had none and has some now, so that there may be something for it; with more of what it had it gets no more
     */
    boolean addCredit(int credit) {
        withheldCredit += Math.max(0, credit);
        return topUp();
    }

    /** What it holds unsettled, and may still get. */
    long outstanding() {
        return leased.credit() + leased.unsettledCount();
    }

    /**
     * Gives withheld credit as far as there is room: what a consumer holds takes memory until it is settled.
     *
     * @return as {@link #addCredit}
     */
    boolean topUp() {
        if (withheldCredit == 0) {
            return false;
        }
        boolean hadNone = leased.credit() == 0;
        long granted = budget.grant(outstanding(), withheldCredit);
        withheldCredit -= granted;
        group().addCredit(leased, granted);
        if (leased.credit() == 0 && !isStallTold) {
            isStallTold = true;
            LOG.warn("{} has {} messages that it has not acknowledged or committed, and gets no more until it does", description,
                leased.unsettledCount());
        }
        return hadNone && leased.credit() > 0;
    }

    /** Takes all unused credit back and says how much it was. */
    long takeCreditBack() {
        long unused = leased.credit() + withheldCredit;
        withheldCredit = 0;
        group().addCredit(leased, -leased.credit());
        return unused;
    }

    /** Highest sequence that the application has seen. */
    long deliveredSequence() {
        return deliveredSequence;
    }

    void delivered(long sequence) {
        deliveredSequence = Math.max(deliveredSequence, Math.min(sequence, leased.nextSequence() - 1));
    }

    /** Takes it out of its session when it is detached and has settled everything. */
    void dropWhenSettled() {
        if (!leased.isAttached() && leased.unsettledCount() == 0) {
            session.drop(this);
        }
    }

    /** How it is shown to tools. */
    GroupMember member() {
        return member;
    }

    void member(GroupMember shown) {
        member = shown;
        description = session.origin() + (shown.address() == null ? "" : " at " + shown.address()) + ", consumer " + consumerId();
    }

    /** A request that is answered when the credit is used up or nothing is there; null for none. */
    JmsTask drain() {
        return drain;
    }

    void drain(JmsTask request) {
        drain = request;
    }
}
