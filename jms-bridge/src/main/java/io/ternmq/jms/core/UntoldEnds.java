package io.ternmq.jms.core;

import io.ternmq.wire.jms.xa.BranchId;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Parts of branches that sessions of this process have ended, and the broker has not been told: a transaction manager goes on at once, and
 * the end travels with what it asks. It may ask that of another session, over another connection, or have another session join the
 * branch; so everybody looks here. Whoever takes a part out tells of its end, or drops it when it is rolled back and the broker has not
 * heard of its start either. Any thread.
 */
final class UntoldEnds {
    private record Key(String storeId, BranchId branch) {
    }

    private static final Map<Key, List<BranchPart>> PARTS = new ConcurrentHashMap<>();

    private UntoldEnds() {
    }

    static void add(String storeId, BranchPart part) {
        PARTS.compute(new Key(storeId, part.branch()), (key, present) -> {
            List<BranchPart> all = present == null ? new ArrayList<>(1) : new ArrayList<>(present);
            all.add(part);
            return all;
        });
    }

    private static List<BranchPart> take(Key key, Predicate<BranchPart> isWanted) {
        List<BranchPart> taken = new ArrayList<>(1);
        PARTS.computeIfPresent(key, (same, present) -> {
            List<BranchPart> rest = new ArrayList<>(present);
            rest.removeIf(part -> isWanted.test(part) && taken.add(part));
            return rest.isEmpty() ? null : rest;
        });
        return taken;
    }

    /** Tells of all ends of a branch, and waits for it. What is refused fails the branch, and is for whoever ends it to hear. */
    static void tell(String storeId, BranchId branch) {
        tellAll(take(new Key(storeId, branch), part -> true));
    }

    /** Tells of all ends of a session, and waits for it. */
    static void tell(SessionCore session) {
        PARTS.keySet().forEach(key -> tellAll(take(key, part -> part.session() == session)));
    }

    /** Tells of all ends but one that can travel with the next request over the connection; null when there is none. */
    static BranchPart takeLast(String storeId, BranchId branch, ConnectionCore connection) {
        List<BranchPart> taken = take(new Key(storeId, branch), part -> true);
        BranchPart last = taken.stream().filter(part -> part.session().connection() == connection).reduce(null, (a, b) -> b);
        taken.remove(last);
        tellAll(taken);
        return last;
    }

    private static void tellAll(List<BranchPart> parts) {
        List<CompletableFuture<Void>> told = parts.stream().map(BranchPart::startEnd).toList();
        for (int i = 0; i < told.size(); i++) {
            try {
                parts.get(i).awaitEnd(told.get(i));
            } catch (JMSException e) {
                parts.get(i).logUntold(e);
            }
        }
    }
}
