package io.ternmq.broker.engine;

/** What is kept in old segments and can be copied forward when one of them is to be deleted. Engine thread. */
public interface Movable {
    /** How it stands with a segment that is to be deleted. */
    enum Clearance {
        /** Nothing in it is needed. */
        CLEAR,
        /** It is being copied forward: ask again soon. */
        MOVING,
        /** It holds so much that copying it would free nothing. */
        PINNED
    }

    /** Asked when everything before {@code end} is to be deleted; begins to move what is there. */
    Clearance clear(EngineContext engine, long end);
}
