package io.ternmq.testkit;

/** Whether threads wait. */
public final class Waits {
    private Waits() {
    }

    /**
     * Whether a thread waits at the moment, for another one or for input: threads in calls of the JMS client read their answers themselves, and are
     * {@link Thread.State#RUNNABLE} to Java while they wait for them.
     */
    public static boolean isWaiting(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || state == Thread.State.RUNNABLE && isSelecting(thread);
    }

    private static boolean isSelecting(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 1 && stack[0].isNativeMethod() && stack[1].getClassName().endsWith("SelectorImpl");
    }
}
