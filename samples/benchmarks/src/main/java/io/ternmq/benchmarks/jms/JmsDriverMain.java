package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.DriverOutput;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Work;
import jakarta.jms.JMSException;
import java.util.Arrays;
import java.util.List;

/**
 * Runs loads one after the other against one server. Arguments: class of the connection factory, its URI, its URI for sends with
 * completion listeners, broker process id, milliseconds of the first warm-up, milliseconds of the warm-up of each load, milliseconds
 * measured, then the loads. The first load that fails ends it.
 */
public final class JmsDriverMain {

    private static final int FIRST_LOAD = 7;
    private static final List<Load> WARM_UP = List.of(new Load(Work.JMS_SEND, 2, 1024), new Load(Work.JMS_TX_SEND, 10, 1024),
        new Load(Work.JMS_ASYNC, 256, 1024), new Load(Work.JMS_RECEIVE, 2, 1024), new Load(Work.JMS_LISTENER, 2, 1024));

    private final JmsTarget target;
    private final DeepQueue.Cache deepQueues;
    private final QueueNames.Cache manyQueues = new QueueNames.Cache();

    private JmsDriverMain(JmsTarget target) {
        this.target = target;
        this.deepQueues = new DeepQueue.Cache(target);
    }

    /** See the class comment. Ends the JVM when done: the client's threads are of no more use. */
    public static void main(String[] args) {
        long firstWarmUpMs = Long.parseLong(args[4]);
        Window window = new Window(Long.parseLong(args[5]), Long.parseLong(args[6]));
        List<Load> loads = Arrays.stream(args).skip(FIRST_LOAD).map(Load::parse).toList();
        try {
            JmsDriverMain driver = new JmsDriverMain(JmsTarget.of(args[0], args[1], args[2], Long.parseLong(args[3])));
            DriverOutput.awaitStep();
            driver.warmUp(firstWarmUpMs);
            for (Load load : loads) {
                DriverOutput.awaitStep();
                DriverOutput.measured(driver.load(load).run(window));
            }
            driver.deepQueues.verify();
            System.exit(0);
        } catch (DriverException | JMSException | RuntimeException e) {
            DriverOutput.failed(e);
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(2);
        }
    }

    private void warmUp(long warmUpMs) throws JMSException, InterruptedException, DriverException {
        for (Load load : WARM_UP) {
            load(load).run(new Window(0, warmUpMs / WARM_UP.size()));
        }
    }

    private JmsLoad load(Load load) throws DriverException {
        return switch (load.work()) {
            case JMS_SEND, JMS_ASYNC, JMS_TX_SEND -> new Sending(target, load);
            case JMS_RECEIVE, JMS_TX_RECEIVE, JMS_LISTENER -> new Receiving(target, load);
            case JMS_REQUEST, JMS_REQUEST_FIXED -> new Requesting(target, load);
            case JMS_SELECT_FIRST, JMS_SELECT -> new Selecting(target, deepQueues, load);
            case JMS_PASS, JMS_PASS_SELECT -> new Passing(target, deepQueues, load);
            case JMS_QUEUES_CREATE, JMS_QUEUES_TRAFFIC, JMS_QUEUES_LATENCY, JMS_QUEUES_NEXT ->
                new ManyQueues(target, manyQueues, load);
            default -> throw new DriverException(load.text() + " is not for the JMS driver");
        };
    }
}
