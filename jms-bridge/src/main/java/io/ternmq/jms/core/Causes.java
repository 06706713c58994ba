package io.ternmq.jms.core;

import io.ternmq.wire.jms.FailureCause;

/** What went wrong, in the words that the broker keeps for people. */
final class Causes {
    private static final int MAX_FRAMES = 24;
    private static final int MAX_CAUSES = 5;

    private Causes() {
    }

    /**
     * An exception of the application, or another in its place where it, or what caused it, fails when it is asked about itself: what
     * becomes of the message must not hang on it.
     */
    static Throwable tellable(Throwable failure) {
        try {
            new FailureCause(failure.getClass().getName(), failure.getMessage(), stackOf(failure), null);
            return failure;
        } catch (RuntimeException | Error e) {
            return new IllegalStateException(failure.getClass().getName() + ", of which nothing more can be told: asked about itself it fails");
        }
    }

    /**
     * An exception of the application that is {@link #tellable}.
     *
     * @param listener class of the listener that threw it, nullable
     */
    static FailureCause of(Throwable failure, String listener) {
        return new FailureCause(failure.getClass().getName(), failure.getMessage(), stackOf(failure), listener);
    }

    // The head of the trace and of its causes': that is where people look.
    private static String stackOf(Throwable failure) {
        StringBuilder text = new StringBuilder(1024).append(failure);
        Throwable next = failure;
        for (int depth = 0; next != null && depth < MAX_CAUSES && text.length() < FailureCause.MAX_STACK_LENGTH; depth++) {
            if (depth > 0) {
                text.append("\nCaused by: ").append(next);
            }
            StackTraceElement[] frames = next.getStackTrace();
            for (int i = 0; i < frames.length && i < MAX_FRAMES; i++) {
                text.append("\n    at ").append(frames[i]);
            }
            next = next.getCause();
        }
        return text.toString();
    }
}
