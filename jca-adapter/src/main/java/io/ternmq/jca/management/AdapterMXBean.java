package io.ternmq.jca.management;

import java.util.List;

/** The resource adapter, for administrators and health checks: {@code io.ternmq:type=Adapter}. */
public interface AdapterMXBean {

    /** Where the broker is, unless connection factories and activations say otherwise; null while the server has not said. */
    String getNameServers();

    /** Whether all of its activations are ready. */
    boolean isReady();

    /** The activations that are not ready, with state and reason. */
    List<String> getNotReady();

    /** How many beans are activated. */
    int getActivations();
}
