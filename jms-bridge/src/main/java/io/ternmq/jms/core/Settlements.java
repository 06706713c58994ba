package io.ternmq.jms.core;

import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns deliveries into as few settlements as possible: one for each run of consecutive sequences of a consumer. */
final class Settlements {
    private Settlements() {
    }

    static List<Settlement> of(Collection<Delivery> deliveries, Outcome outcome) {
        Map<Long, Settlement> openRuns = new LinkedHashMap<>();
        List<Settlement> settlements = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            long consumerId = delivery.consumerId();
            long sequence = delivery.sequence();
            Settlement run = openRuns.get(consumerId);
            if (run != null && run.lastSequence() + 1 == sequence) {
                openRuns.put(consumerId, new Settlement(consumerId, outcome, run.firstSequence(), sequence));
            } else {
                if (run != null) {
                    settlements.add(run);
                }
                openRuns.put(consumerId, new Settlement(consumerId, outcome, sequence, sequence));
            }
        }
        settlements.addAll(openRuns.values());
        return settlements;
    }
}
