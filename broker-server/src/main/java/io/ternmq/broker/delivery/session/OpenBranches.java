package io.ternmq.broker.delivery.session;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The branches that are not prepared, by their names and by their global transactions. Engine thread. */
final class OpenBranches {

    private record GlobalId(int formatId, String text) {
        static GlobalId of(BranchId branch) {
            return new GlobalId(branch.formatId(), branch.globalTransactionId());
        }
    }

    private final Map<BranchId, OpenBranch> byId = new HashMap<>();
    private final Map<GlobalId, List<OpenBranch>> byTransaction = new HashMap<>();

    void add(OpenBranch branch) {
        byId.put(branch.id(), branch);
        byTransaction.computeIfAbsent(GlobalId.of(branch.id()), id -> new ArrayList<>(2)).add(branch);
    }

    /** Null when it is not open. */
    OpenBranch get(BranchId id) {
        return byId.get(id);
    }

    boolean contains(BranchId id) {
        return byId.containsKey(id);
    }

    /** The one that was open, or null. */
    OpenBranch remove(BranchId id) {
        OpenBranch branch = byId.remove(id);
        if (branch != null) {
            byTransaction.computeIfPresent(GlobalId.of(id), (key, branches) -> {
                branches.remove(branch);
                return branches.isEmpty() ? null : branches;
            });
        }
        return branch;
    }

    /** Those that are open in the global transaction of a branch, the oldest first; a view. */
    List<OpenBranch> ofSameTransaction(BranchId id) {
        return byTransaction.getOrDefault(GlobalId.of(id), List.of());
    }

    /** A view. */
    Collection<OpenBranch> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }
}
