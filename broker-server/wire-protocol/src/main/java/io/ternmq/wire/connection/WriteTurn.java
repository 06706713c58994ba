package io.ternmq.wire.connection;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whose turn it is to write to a socket: the event loop's, which keeps it while bytes wait for the socket, or for the time of one
 * write that of a thread that has a request. Whoever puts something into the queue behind a turn that it could not get, must be
 * seen by who has it: both put first and look then. Any thread.
 *
 * <pre>
 * FREE --byCaller()--> CALLER --free()--> FREE      CALLER --handOver(left)--> LOOP
 * FREE --byLoop()----> LOOP ----free()--> FREE
 * </pre>
 */
final class WriteTurn {
    private enum Owner {
        FREE, CALLER, LOOP
    }

    private final AtomicReference<Owner> owner = new AtomicReference<>(Owner.FREE);
    /** What a caller could not write in its turn. */
    private final AtomicReference<ByteBuf> left = new AtomicReference<>();

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

    /** Whether something is left of a caller's write that nobody has taken. */
    boolean hasLeft() {
        return left.get() != null;
    }

    /**
     * Gives the caller's turn to the event loop.
     *
     * @param leftBytes what is left of the caller's write, which goes before all else; its ownership goes to who takes it
     */
    void handOver(ByteBuf leftBytes) {
        left.set(leftBytes);
        owner.set(Owner.LOOP);
    }

    /**
     * Takes what is left of a caller's write, and its ownership; null for nothing. By the event loop, to write it, or to release it once the
     * connection is closed; by any thread that finds the event loop ended.
     */
    ByteBuf takeLeft() {
        return left.get() == null ? null : left.getAndSet(null);
    }

    /** Ends the turn of who has it. */
    void free() {
        owner.set(Owner.FREE);
    }
}
