package io.ternmq.jca.management;

/** A message-driven bean's activation, for administrators and health checks: {@code io.ternmq:type=Activation,name="..."}. */
public interface ActivationMXBean {

    /** Its name, as the server has given it. */
    String getName();

    /** The queue or topic. */
    String getDestination();

    /** {@code STARTING}, {@code RUNNING}, {@code BACKOFF}, {@code PAUSED}, {@code TRYING} (one message, after a pause) or {@code STOPPED}. */
    String getState();

    /** Why it is in {@code BACKOFF} or {@code PAUSED}, or was before {@code TRYING}; else empty. */
    String getReason();

    /** Whether it is {@code RUNNING} or {@code TRYING}: for readiness checks. */
    boolean isReady();

    /** Whether messages are part of the container's transactions. */
    boolean isTransacted();

    /** Messages that the bean has processed since it was activated. */
    long getDelivered();

    /** Messages of deliveries that failed or were rolled back since it was activated. */
    long getFailed();

    /** Deliveries that are possible at the same time now. */
    int getSessions();

    /** What went wrong last; null for nothing. */
    String getLastError();

    /** When that was, in milliseconds since the epoch; 0 for never. */
    long getLastErrorTimeMs();

    /** Holds deliveries back until {@link #resume}; a subscription goes on to collect messages. */
    void pause();

    /** Lets deliveries go on, whatever has held them back. */
    void resume();
}
