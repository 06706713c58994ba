package io.ternmq.jms.core;

import java.util.function.BooleanSupplier;

/** A provider's input and output, which threads that wait for it do themselves: none has to be woken by another one then. Any thread. */
public interface IoTurn {
    /**
     * Waits, and does input and output meanwhile when nobody else does. May return early, for one when the thread is interrupted, which it
     * stays. With no lock held.
     *
     * @param isDone what is waited for: asked often, by any thread; who makes it true calls {@link #wake} afterwards
     */
    void await(BooleanSupplier isDone, long timeoutNs);

    /** Lets a thread look again that is in {@link #await}, if it is. */
    void wake(Thread waiting);
}
