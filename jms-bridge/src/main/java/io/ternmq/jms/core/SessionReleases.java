package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.SettleRequest;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Gives messages back to the broker when the application failed or rolled back, or when others are to have them. Waits for the broker. What it
 * takes out of the buffers is in order again when the broker has it, so nothing is asked for before that, by whichever thread
 * ({@link #isUnderWay}): it would come before what is on its way back.
 */
final class SessionReleases {
    private static final System.Logger LOG = System.getLogger(SessionReleases.class.getName());

    private final SessionCore session;
    /** So many threads give back. Guarded by the session's lock. */
    private int underWay;

    SessionReleases(SessionCore session) {
        this.session = session;
    }

    /** With the lock held: whether something is on its way back, so that nothing is to be asked for. */
    boolean isUnderWay() {
        return underWay > 0;
    }

    private void begin() {
        session.locked(() -> ++underWay);
    }

    private void end() {
        session.locked(() -> {
            underWay--;
            session.consumers().forEach(consumer -> consumer.listening().topUp());
            return null;
        });
    }

    /**
     * Gives back what the application has seen, and what the broker has to order anew: when it is to come again at once, everything
     * behind it in the buffers, else what follows it in its message groups.
     */
    void release(List<Delivery> seen, FailureCause cause) throws JMSException {
        begin();
        try {
            giveBack(seen, cause);
        } catch (JMSException e) {
            if (!JmsErrors.isLeaseLost(e)) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "Messages to be given back are the broker's already", e);
        } finally {
            end();
        }
    }

    private void giveBack(List<Delivery> seen, FailureCause cause) throws JMSException {
        List<Delivery> unseen = takeBehind(seen);
        settleByPolicy(seen, cause);
        if (!unseen.isEmpty()) {
            giveBackBuffered(unseen);
        }
    }

    /** Gives back what could not be handed to the application, and everything behind it in the buffers: it comes again at once, and first. */
    void releaseUnseen(List<Delivery> unseen) throws JMSException {
        begin();
        try {
            List<Delivery> behind = takeFromBuffers(delivery -> true);
            session.settle(Settlements.of(unseen, Outcome.RELEASE_UNSEEN), null);
            if (!behind.isEmpty()) {
                giveBackBuffered(behind);
            }
        } finally {
            end();
        }
    }

    private List<Delivery> takeBehind(List<Delivery> seen) throws JMSException {
        if (session.redelivery().delayMs() == 0) {
            return takeFromBuffers(delivery -> true);
        }
        Set<Object> groups = seen.stream().map(SessionReleases::group).filter(Objects::nonNull).collect(Collectors.toSet());
        return groups.isEmpty() ? List.of() : takeFromBuffers(delivery -> groups.contains(group(delivery)));
    }

    private static Object group(Delivery delivery) {
        return delivery.message().group();
    }

    private List<Delivery> takeFromBuffers(Predicate<Delivery> isWanted) throws JMSException {
        List<ConsumerCore> consumers = session.locked(() -> List.copyOf(session.consumers()));
        for (ConsumerCore consumer : consumers) {
            consumer.takeCreditBack();
        }
        return session.locked(() -> {
            List<Delivery> buffered = new ArrayList<>();
            consumers.forEach(consumer -> buffered.addAll(consumer.takeFromBuffer(isWanted)));
            return buffered;
        });
    }

    /** Gives back what one consumer has and the application has not seen. */
    void giveBackBuffer(ConsumerCore consumer) throws JMSException {
        begin();
        try {
            consumer.takeCreditBack();
            List<Delivery> buffered = session.locked(consumer::clearBuffer);
            if (!buffered.isEmpty()) {
                giveBackBuffered(buffered);
            }
        } finally {
            end();
        }
    }

    /**
     * Gives back what the broker has to order anew after it has undone a transaction: as {@link #release} without its first part.
     *
     * @param undone what the transaction had consumed
     */
    void releaseBehind(List<Delivery> undone) throws JMSException {
        begin();
        try {
            List<Delivery> unseen = takeBehind(undone);
            if (!unseen.isEmpty()) {
                giveBackBuffered(unseen);
            }
        } finally {
            end();
        }
    }

    private void giveBackBuffered(List<Delivery> buffered) throws JMSException {
        // What recover() put back was seen by the application.
        List<Delivery> rewound = buffered.stream().filter(d -> d.rewinds() > 0).toList();
        List<Delivery> unseen = buffered.stream().filter(d -> d.rewinds() == 0).toList();
        giveBackRewound(rewound);
        if (!unseen.isEmpty()) {
            session.settle(Settlements.of(unseen, Outcome.RELEASE_UNSEEN), null);
        }
    }

    /** Gives back what recover() has put into the buffers and the application has not got again since. Waits for no outage to end. */
    void giveBackRewound(List<Delivery> rewound) throws JMSException {
        // The last rewind is a delivery that has not happened.
        for (SettleRequest request : requests(rewound, -1, FailureCause.of("Session.recover"))) {
            session.awaitUnlessInterrupted(session.provider().settle(request), "Giving messages back");
        }
    }

    /** Releases; what was delivered too often becomes a dead letter, by the broker's decision or, when it has none, by ours. */
    void settleByPolicy(List<Delivery> seen, FailureCause cause) throws JMSException {
        if (session.connection().facts().decidesRedelivery()) {
            for (SettleRequest request : requests(seen, 0, cause)) {
                session.await(session.provider().settle(request), "Releasing messages");
            }
            return;
        }
        RedeliveryPolicy policy = session.redelivery();
        List<Delivery> exhausted = seen.stream().filter(policy::isExhausted).toList();
        List<Delivery> again = seen.stream().filter(d -> !policy.isExhausted(d)).toList();
        List<Settlement> settlements = new ArrayList<>(Settlements.of(exhausted, Outcome.REJECT));
        settlements.addAll(Settlements.of(again, Outcome.RELEASE));
        if (!settlements.isEmpty()) {
            session.await(session.provider().settle(new SettleRequest(settlements, 0, policy.delayMs(), 0, cause)), "Releasing messages");
        }
    }

    /** One request for all that were seen equally often. */
    private static List<SettleRequest> requests(List<Delivery> seen, int correction, FailureCause cause) {
        Map<Integer, List<Delivery>> byExtra = new TreeMap<>();
        for (Delivery delivery : seen) {
            byExtra.computeIfAbsent(Math.max(0, delivery.rewinds() + correction), extra -> new ArrayList<>()).add(delivery);
        }
        return byExtra.entrySet().stream().map(group ->
            new SettleRequest(Settlements.of(group.getValue(), Outcome.RELEASE), 0, 0, group.getKey(), cause)).toList();
    }
}
