package io.ternmq.jms.core;

import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Settlement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns deliveries into as few settlements as possible: one for each run of consecutive sequences of a consumer. */
final class Settlements {
    private Settlements() {
    }

    /** @param deliveries in any order: those of several priorities are not received in that of their sequences */
    static List<Settlement> of(Collection<Delivery> deliveries, Outcome outcome) {
        if (deliveries.size() == 1) {
            Delivery only = deliveries.iterator().next();
            return List.of(new Settlement(only.consumerId(), outcome, only.sequence(), only.sequence()));
        }
        List<Settlement> settlements = new ArrayList<>();
        for (Map.Entry<Long, Sequences> entry : byConsumer(deliveries).entrySet()) {
            entry.getValue().forEachRun((first, last) -> settlements.add(new Settlement(entry.getKey(), outcome, first, last)));
        }
        return settlements;
    }

    private static Map<Long, Sequences> byConsumer(Collection<Delivery> deliveries) {
        Map<Long, Sequences> byConsumer = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            byConsumer.computeIfAbsent(delivery.consumerId(), id -> new Sequences()).add(delivery.sequence());
        }
        return byConsumer;
    }

    private interface RunVisitor {
        void onRun(long firstSequence, long lastSequence);
    }

    /** Those of one consumer. */
    private static final class Sequences {
        private long[] sequences = new long[16];
        private int count;

        void add(long sequence) {
            if (count == sequences.length) {
                sequences = Arrays.copyOf(sequences, 2 * count);
            }
            sequences[count++] = sequence;
        }

        void forEachRun(RunVisitor visitor) {
            Arrays.sort(sequences, 0, count);
            int first = 0;
            for (int i = 1; i <= count; i++) {
                if (i == count || sequences[i] != sequences[i - 1] + 1) {
                    visitor.onRun(sequences[first], sequences[i - 1]);
                    first = i;
                }
            }
        }
    }
}
