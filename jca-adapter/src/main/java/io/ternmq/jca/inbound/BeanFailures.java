package io.ternmq.jca.inbound;

import java.io.PrintWriter;
import java.io.Writer;

/** What a bean has thrown, without what its container has put around it, and fit to be told. */
final class BeanFailures {

    private static final String CONTAINERS = "jakarta.ejb.";
    private static final int MAX_DEPTH = 5;

    private BeanFailures() {
    }

    /** The bean's own exception, as far as there is one: that is what people look for beside a dead letter. */
    static Throwable own(Throwable thrown) {
        try {
            Throwable own = thrown;
            for (int i = 0; i < MAX_DEPTH && own.getClass().getName().startsWith(CONTAINERS) && own.getCause() != null; i++) {
                own = own.getCause();
            }
            return tellable(own);
        } catch (RuntimeException | Error e) {
            return untold(thrown);
        }
    }

    /** The same, or another in its place where it, or what caused it, fails when it is asked: the message's end must not hang on it. */
    static Throwable tellable(Throwable thrown) {
        try {
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            Throwable next = thrown;
            for (int i = 0; i < MAX_DEPTH && next != null; i++) {
                nowhere.print(next.getMessage());
                nowhere.print(next);
                nowhere.print(next.getStackTrace().length);
                next = next.getCause();
            }
            return thrown;
        } catch (RuntimeException | Error e) {
            return untold(thrown);
        }
    }

    private static Throwable untold(Throwable thrown) {
        return new DeliveryFailedException(thrown.getClass().getName());
    }

    /** What it says of itself; its class where that fails. */
    static String text(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | Error e) {
            return thrown.getClass().getName();
        }
    }
}
