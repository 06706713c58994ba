package io.ternmq.wire.connection;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whose turn it is to write to a socket: the event loop's, which keeps it while bytes wait for the socket, or for the time of one
 * write that of a thread that has a request. Whoever puts something into the queue behind a turn that it could not get, must be
 * seen by who has it: both put first and look then.
 *
 * <pre>
 * FREE --byCaller()--> CALLER --free()--> FREE      CALLER --handOver()--> LOOP
 * FREE --byLoop()----> LOOP ----free()--> FREE
 * </pre>
 */
final class WriteTurn {
    private enum Owner {
        FREE, CALLER, LOOP
    }

    private final AtomicReference<Owner> owner = new AtomicReference<>(Owner.FREE);

    /** Takes the turn for one write of the calling thread; false when somebody has it. */
    boolean byCaller() {
        return owner.get() == Owner.FREE && owner.compareAndSet(Owner.FREE, Owner.CALLER);
    }

    /** Takes the turn for the event loop, or finds that it has it; false when a caller is writing. */
    boolean byLoop() {
        return owner.get() == Owner.LOOP || owner.compareAndSet(Owner.FREE, Owner.LOOP);
    }

    boolean isLoops() {
        return owner.get() == Owner.LOOP;
    }

    /** Gives the caller's turn to the event loop, for what is left of its write. */
    void handOver() {
        owner.set(Owner.LOOP);
    }

    /** Ends the turn of who has it. */
    void free() {
        owner.set(Owner.FREE);
    }
}
