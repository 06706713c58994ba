package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.load.Workers;
import io.ternmq.benchmarks.measure.Measurement;
import jakarta.jms.JMSException;

/** A load that can be run. */
@FunctionalInterface
interface JmsLoad {

    /** Something that is repeated with JMS objects. */
    @FunctionalInterface
    interface Step {
        void run() throws JMSException, InterruptedException, DriverException;
    }

    /** Runs once. A {@link JMSException} means that the provider refused or failed, and ends the load. */
    Measurement run(Window window) throws JMSException, InterruptedException, DriverException;

    /** The step for {@link Workers}. */
    static Workers.Step worker(Step step) {
        return () -> {
            try {
                step.run();
            } catch (JMSException e) {
                throw new DriverException("a call of the provider failed", e);
            }
        };
    }
}
