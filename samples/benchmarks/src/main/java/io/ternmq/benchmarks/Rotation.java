package io.ternmq.benchmarks;

import io.ternmq.benchmarks.load.Pace;
import java.util.ArrayList;
import java.util.List;

/** Lets drivers that run at the same time work one after the other, step by step, in the order in which they came here. Any thread. */
final class Rotation {

    // Guarded by this; the first one has its step.
    private final List<Participant> waiting = new ArrayList<>();

    /** Another driver, to be told of before any of them begins. */
    synchronized Pace add() {
        Participant participant = new Participant();
        waiting.add(participant);
        return participant;
    }

    private final class Participant implements Pace {

        private boolean hasBegun;

        @Override
        public void awaitStep() {
            synchronized (Rotation.this) {
                if (hasBegun) {
                    waiting.remove(this);
                    waiting.add(this);
                    Rotation.this.notifyAll();
                }
                hasBegun = true;
                boolean isInterrupted = false;
                while (waiting.get(0) != this) {
                    isInterrupted |= waitWasInterrupted();
                }
                if (isInterrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private boolean waitWasInterrupted() {
            try {
                Rotation.this.wait();
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        }

        @Override
        public void end() {
            synchronized (Rotation.this) {
                waiting.remove(this);
                Rotation.this.notifyAll();
            }
        }
    }
}
