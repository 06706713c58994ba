package io.ternmq.jms.core;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parts of branches in which sessions of this process work. The broker need not have been told of them: it is told when another branch
 * of the same global transaction begins, since one of the two may carry the other there, or when somebody else needs the branch. Any thread.
 */
final class OpenParts {
    private record Key(String storeId, BranchId transaction) {
        static Key of(String storeId, BranchId branch) {
            return new Key(storeId, branch.transaction());
        }
    }

    // The newest of each transaction: one is enough to carry others.
    private static final Map<Key, BranchPart> PARTS = new ConcurrentHashMap<>();

    private OpenParts() {
    }

    static void add(String storeId, BranchPart part) {
        PARTS.put(Key.of(storeId, part.branch()), part);
    }

    static void remove(String storeId, BranchPart part) {
        PARTS.remove(Key.of(storeId, part.branch()), part);
    }

    /**
     * Another part of a transaction is about to begin, or the branch to end: the broker has to know. Does not wait.
     *
     * @return the part of which the broker is told by now; null for none
     */
    static BranchPart tell(String storeId, BranchId branch) {
        BranchPart part = PARTS.get(Key.of(storeId, branch));
        if (part != null) {
            part.start();
        }
        return part;
    }
}
