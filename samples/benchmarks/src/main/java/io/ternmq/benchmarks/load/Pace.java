package io.ternmq.benchmarks.load;

/** When a driver may go on. */
public interface Pace {

    /** That of a driver that works alone. */
    Pace ALONE = new Pace() {
        @Override
        public void awaitStep() {
            // at once
        }

        @Override
        public void end() {
            // nobody waits
        }
    };

    /** The step before is over; waits until the next one may begin. */
    void awaitStep();

    /** There are no more steps. */
    void end();
}
