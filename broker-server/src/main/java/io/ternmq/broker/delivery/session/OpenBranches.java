package io.ternmq.broker.delivery.session;

import io.ternmq.wire.jms.xa.BranchId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The branches that are not prepared, by their names and by their global transactions. Engine thread. */
final class OpenBranches {

    private final Map<BranchId, OpenBranch> byId = new HashMap<>();
    private final Map<BranchId, List<OpenBranch>> byTransaction = new HashMap<>();

    void add(OpenBranch branch) {
        byId.put(branch.id(), branch);
        byTransaction.computeIfAbsent(branch.id().transaction(), id -> new ArrayList<>(2)).add(branch);
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
            byTransaction.computeIfPresent(id.transaction(), (key, branches) -> {
                branches.remove(branch);
                return branches.isEmpty() ? null : branches;
            });
        }
        return branch;
    }

    /** Those that are open in the global transaction of a branch, the oldest first; a view. */
    List<OpenBranch> ofSameTransaction(BranchId id) {
        return byTransaction.getOrDefault(id.transaction(), List.of());
    }

    /** A view. */
    Collection<OpenBranch> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }
}
