package io.ternmq.broker.delivery.session;

import java.util.function.LongSupplier;

/**
 * How many messages consumers may hold unsettled: {@value #EACH} each, and all together so many beyond that as an eighth of the heap has room
 * for. Engine thread.
 */
final class LeaseBudget {

    /** What every consumer may hold, or have credit for. */
    static final int EACH = 100_000;
    private static final int SHARE_OF_HEAP = 8;
    private static final int BYTES_OF_ONE = 64;

    private final LongSupplier outstandingBeyond;
    private final long beyond;
    /** What there was when it was last counted, and what was given out beyond since. */
    private long used;

    LeaseBudget(SessionTable sessions) {
        this(() -> count(sessions), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES_OF_ONE);
    }

    /**
     * Nothing is given out.
     *
     * @param outstandingBeyond counts what consumers hold and have credit for beyond what each of them may; takes its time
     * @param beyond            how much that may be
     */
    LeaseBudget(LongSupplier outstandingBeyond, long beyond) {
        this.outstandingBeyond = outstandingBeyond;
        this.beyond = beyond;
    }

    private static long count(SessionTable sessions) {
        long count = 0;
        for (JmsSession session : sessions.all()) {
            for (SessionConsumer consumer : session.consumers().values()) {
                count += Math.max(0, consumer.outstanding() - EACH);
            }
        }
        return count;
    }

    /**
     * How many more a consumer may hold.
     *
     * @param outstanding what it holds and has credit for
     * @param wanted      how many it wants
     */
    long grant(long outstanding, long wanted) {
        long ofItsOwn = Math.max(0, Math.min(wanted, EACH - outstanding));
        return ofItsOwn + takeBeyond(wanted - ofItsOwn);
    }

    private long takeBeyond(long wanted) {
        if (wanted > 0 && used + wanted > beyond) {
            used = outstandingBeyond.getAsLong();
        }
        long taken = Math.max(0, Math.min(wanted, beyond - used));
        used += taken;
        return taken;
    }
}
