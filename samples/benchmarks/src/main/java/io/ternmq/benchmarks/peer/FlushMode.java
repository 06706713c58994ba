package io.ternmq.benchmarks.peer;

import java.util.Locale;

/** When a native send is answered: after the append, or after the disk has it. A persistent JMS message waits for the disk anyway. */
public enum FlushMode {
    /** {@code flushDiskType=ASYNC_FLUSH}, the default of TernMQ and RocketMQ. */
    ASYNC,
    /** {@code flushDiskType=SYNC_FLUSH}. */
    SYNC;

    /** The name on the command line and in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Value of the broker property {@code flushDiskType}. */
    public String property() {
        return name() + "_FLUSH";
    }
}
