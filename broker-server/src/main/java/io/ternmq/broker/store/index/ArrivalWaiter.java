package io.ternmq.broker.store.index;

/** Somebody who waits for the next visible message of a queue; told once, on the engine's or the registering thread. */
public abstract class ArrivalWaiter {
    ArrivalWaiter next;

    /** Must return at once: hand the work over to a thread of its own. */
    public abstract void onArrival();
}
