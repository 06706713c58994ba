package io.ternmq.jms.core;

/**
 * Whether something may come for a session that no thread waits for: a message for a listener that is idle, or the answer to an
 * asynchronous send. Then it must not matter to the provider's input that no thread is waiting ({@link Provider#expect}). While a
 * listener works, what comes next may be read when it, or anybody, waits. Guarded by the session's lock.
 */
final class Expectation {
    private final SessionCore session;
    private int listeners;
    private int sends;
    private boolean isDispatching;
    private boolean isOver;
    private boolean isExpecting;

    Expectation(SessionCore session) {
        this.session = session;
    }

    /** Consumers have got a listener, or lost it. */
    void addListeners(int more) {
        listeners += more;
        look();
    }

    /** Asynchronous sends are under way, or over. */
    void addSends(int more) {
        sends += more;
        look();
    }

    /** Whether a thread serves the listeners. */
    void setDispatching(boolean isServed) {
        isDispatching = isServed;
        look();
    }

    /** The session is closed. */
    void end() {
        isOver = true;
        look();
    }

    /** Looks again, after the session's state has changed. */
    void look() {
        boolean hasIdleListener = listeners > 0 && !isDispatching && !session.isClosing();
        boolean isNow = !isOver && (sends > 0 || hasIdleListener);
        if (isNow != isExpecting) {
            isExpecting = isNow;
            session.provider().expect(isNow ? 1 : -1);
        }
    }
}
