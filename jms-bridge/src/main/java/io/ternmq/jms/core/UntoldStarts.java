package io.ternmq.jms.core;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parts of branches that have begun with a message for a listener, and the broker has not been told: it is told when another branch of
 * the same global transaction begins, since one of the two may carry the other there. Any thread.
 */
final class UntoldStarts {
    private record Key(String storeId, int formatId, String globalTransactionId) {
        static Key of(String storeId, BranchId branch) {
            return new Key(storeId, branch.formatId(), branch.globalTransactionId());
        }
    }

    // One of a transaction is enough to carry others.
    private static final Map<Key, BranchPart> PARTS = new ConcurrentHashMap<>();

    private UntoldStarts() {
    }

    static void add(String storeId, BranchPart part) {
        PARTS.put(Key.of(storeId, part.branch()), part);
    }

    static void remove(String storeId, BranchPart part) {
        PARTS.remove(Key.of(storeId, part.branch()), part);
    }

    /** Another branch of a transaction is about to begin. Does not wait. */
    static void tell(String storeId, BranchId branch) {
        BranchPart part = PARTS.remove(Key.of(storeId, branch));
        if (part != null) {
            part.start();
        }
    }
}
