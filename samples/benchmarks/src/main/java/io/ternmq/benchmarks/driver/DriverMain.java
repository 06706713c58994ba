package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.DriverOutput;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import java.util.Arrays;
import java.util.List;

/**
 * Runs loads one after the other against one server. Arguments: name server address, broker process id, milliseconds of the first
 * warm-up, milliseconds of the warm-up of each load, milliseconds measured, then the loads. The first load that fails ends it.
 */
public final class DriverMain {

    private static final int FIRST_LOAD = 5;

    private DriverMain() {
    }

    /** See the class comment. Ends the JVM when done: the client's threads are of no more use. */
    public static void main(String[] args) {
        Target target = new Target(args[0], Long.parseLong(args[1]));
        long firstWarmUpMs = Long.parseLong(args[2]);
        Window window = new Window(Long.parseLong(args[3]), Long.parseLong(args[4]));
        List<Load> loads = Arrays.stream(args).skip(FIRST_LOAD).map(Load::parse).toList();
        try {
            DriverOutput.awaitStep();
            run(target, new Window(0, firstWarmUpMs), loads.get(0));
            for (Load load : loads) {
                DriverOutput.awaitStep();
                DriverOutput.measured(run(target, window, load));
            }
            System.exit(0);
        } catch (DriverException | RuntimeException e) {
            DriverOutput.failed(e);
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(2);
        }
    }

    private static Measurement run(Target target, Window window, Load load) throws DriverException, InterruptedException {
        return switch (load.work()) {
            case SYNC -> BlockingSend.single(target, load).run(window);
            case ASYNC -> new AsyncSend(target, load).run(window);
            case BATCH -> BlockingSend.batch(target, load).run(window);
            case DRAIN -> new Drain(target, load).run(window);
            case LATENCY -> new FixedRate(target, load).run(window);
            default -> throw new DriverException(load.text() + " is not for the native driver");
        };
    }
}
