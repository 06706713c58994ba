package io.ternmq.broker.delivery.branch;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * The newest branches that were committed in one phase, by the session that asked for it: no transaction manager has a record of such a
 * branch, so that the broker's is all that tells a lost answer from a lost request. A session that does nothing any more keeps its own,
 * however much others commit. At most 131 072 branches of 20 000 sessions: 30 MB in memory when all ids are as long as they may be, 18 MB
 * in a snapshot. Engine thread.
 */
final class OnePhaseCommits {

    /** How many are remembered of a session: as many of its commits may be without an answer. */
    static final int PER_SESSION = 256;
    /** Of how many sessions: those that have committed last. */
    static final int MAX_SESSIONS = 20_000;
    /** Of all sessions together: those that have not committed for longest are forgotten. */
    static final int MAX_BRANCHES = 131_072;

    /** In the order of their last commits. */
    private final LinkedHashMap<Long, Newest> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private int count;

    /** Receives what is remembered of a session. */
    @FunctionalInterface
    interface SessionVisitor {
        /** @param branches the oldest first */
        void onSession(long epoch, BranchId[] branches);
    }

    /** A ring of branch ids. */
    private static final class Newest {
        private static final int FIRST_CAPACITY = 8;

        private BranchId[] ids = new BranchId[FIRST_CAPACITY];
        /** Of the ids, so that a search does not have to look at each of them. */
        private int[] hashes = new int[FIRST_CAPACITY];
        private int count;
        private int oldest;

        void add(BranchId id) {
            if (count == ids.length && count < PER_SESSION) {
                int capacity = Math.min(2 * count, PER_SESSION);
                ids = Arrays.copyOf(ids, capacity);
                hashes = Arrays.copyOf(hashes, capacity);
            }
            int at = count < ids.length ? count++ : oldest++;
            oldest %= PER_SESSION;
            ids[at] = id;
            hashes[at] = id.hashCode();
        }

        boolean contains(BranchId id) {
            int hash = id.hashCode();
            for (int i = 0; i < count; i++) {
                if (hashes[i] == hash && ids[i].equals(id)) {
                    return true;
                }
            }
            return false;
        }

        BranchId[] inOrder() {
            BranchId[] ordered = new BranchId[count];
            for (int i = 0; i < count; i++) {
                ordered[i] = ids[(oldest + i) % count];
            }
            return ordered;
        }
    }

    /** @param epoch of the session that asked for the commit */
    void add(long epoch, BranchId id) {
        Newest newest = sessions.computeIfAbsent(epoch, key -> new Newest());
        count -= newest.count;
        newest.add(id);
        count += newest.count;
        while (sessions.size() > MAX_SESSIONS || count > MAX_BRANCHES) {
            forgetEldest();
        }
    }

    private void forgetEldest() {
        var eldest = sessions.entrySet().iterator();
        count -= eldest.next().getValue().count;
        eldest.remove();
    }

    /** Whether any session has committed it. Looks at the hashes of all: for those who ask again, not for every commit. */
    boolean contains(BranchId id) {
        for (Newest newest : sessions.values()) {
            if (newest.contains(id)) {
                return true;
            }
        }
        return false;
    }

    /** Visits the sessions, those that have not committed for longest first. To {@link #add} all that in order gives an equal object. */
    void forEach(SessionVisitor visitor) {
        sessions.forEach((epoch, newest) -> visitor.onSession(epoch, newest.inOrder()));
    }
}
