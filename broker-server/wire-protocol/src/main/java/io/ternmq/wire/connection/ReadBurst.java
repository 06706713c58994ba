package io.ternmq.wire.connection;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;

/**
 * A burst of reading: from the first frame that the event loop finds in the socket until it has read what there is. What many frames want
 * done is done once, at its end. {@link #execute} may be called from any thread; all else, and the state, belongs to the event loop.
 */
final class ReadBurst implements Executor {
    private final EventLoop eventLoop;
    private boolean isRunning;
    /** What to run at the end; nullable. */
    private Runnable putOff;

    ReadBurst(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    boolean isRunning() {
        return isRunning;
    }

    /** Begins, or goes on. */
    void begin() {
        isRunning = true;
    }

    /**
     * Runs what was put off, and ends: what that sends goes out with all else that the burst has brought about. An event loop with patience is
     * told when something was.
     */
    void end() {
        boolean hasPutOff = putOff != null;
        try {
            while (putOff != null) {
                Runnable action = putOff;
                putOff = null;
                action.run();
            }
        } finally {
            isRunning = false;
        }
        if (hasPutOff && eventLoop instanceof PatientEventLoop patient) {
            patient.onServed();
        }
    }

    /**
     * Runs an action at the end of the burst; at once when there is none, on another thread than the event loop, or when a different
     * action is put off already. Of equal actions one is run.
     */
    @Override
    public void execute(Runnable action) {
        if (!eventLoop.inEventLoop() || !isRunning || putOff != null && putOff != action) {
            action.run();
        } else {
            putOff = action;
        }
    }
}
