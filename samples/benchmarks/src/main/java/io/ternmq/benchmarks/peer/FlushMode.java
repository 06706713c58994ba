package io.ternmq.benchmarks.peer;

import java.util.Locale;

/** When a send is answered: after the append, or after the disk has it. */
public enum FlushMode {
    /** {@code flushDiskType=ASYNC_FLUSH}, the default of both. */
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
