package io.ternmq.benchmarks.ee;

import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Work;
import java.util.Map;
import java.util.TreeMap;

/** Names of the application's message-driven beans, which are those of their queues. */
public final class Bean {

    /** Shows what a delivery is to the transaction manager. */
    static final String PROBE = "Probe";
    /** Takes what {@link Work#EE_FORWARD} has sent. */
    static final String FORWARDED = "Forwarded";

    private static final int MANY = 10;
    private static final String LATENCY = "Latency";
    private static final Map<Work, String> NAMES = Map.of(Work.EE_XA, "Xa", Work.EE_FORWARD, "Forward", Work.EE_AUTO, "Auto");

    private Bean() {
    }

    /** All beans with their numbers of sessions. */
    public static Map<String, Integer> sessions() {
        Map<String, Integer> sessions = new TreeMap<>(Map.of(PROBE, 1, FORWARDED, MANY, LATENCY, MANY));
        NAMES.values().forEach(name -> {
            sessions.put(name + 1, 1);
            sessions.put(name + MANY, MANY);
        });
        return sessions;
    }

    /** The bean of a load; refuses levels that the application has no bean for. */
    static String of(Load load) {
        String name = load.work() == Work.EE_LATENCY ? LATENCY : NAMES.get(load.work()) + load.level();
        if (!sessions().containsKey(name)) {
            throw new IllegalArgumentException("load: " + load.text() + " (expected: level 1 or " + MANY + ")");
        }
        return name;
    }
}
