package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.measure.Load;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Names of many queues.
 *
 * @param all the names
 */
record QueueNames(List<String> all) {

    /** The names that loads of one level share. Used by one thread. */
    static final class Cache {

        private final Map<Integer, QueueNames> byCount = new HashMap<>();

        /** Names of queues that are not there yet; the following loads of this level use them, too. */
        QueueNames fresh(Load load) {
            String prefix = JmsTarget.name(load);
            QueueNames names = new QueueNames(IntStream.range(0, load.level()).mapToObj(index -> prefix + "_" + index).toList());
            byCount.put(load.level(), names);
            return names;
        }

        /** Names that a load of this level has used, or fresh ones. */
        QueueNames of(Load load) {
            QueueNames names = byCount.get(load.level());
            return names == null ? fresh(load) : names;
        }
    }
}
