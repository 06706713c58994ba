package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.DriverOutput;
import io.ternmq.benchmarks.load.Pace;
import io.ternmq.benchmarks.measure.Latencies;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Drivers and brokers in real processes that do nothing but end badly. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DriverProcessTest {

    private static final Load LOAD = new Load(Work.SYNC, 1, 128);
    private static final Measurement MEASUREMENT = new Measurement(LOAD, 1, 1, 1, 1, 1, 1, 0, Latencies.NONE);

    @TempDir
    private Path output;

    private Process broker;

    @BeforeEach
    void startBroker() throws IOException {
        broker = new ProcessBuilder(command(Waiting.class).line(output, List.of(), List.of())).start();
    }

    @AfterEach
    void killBroker() {
        broker.destroyForcibly();
    }

    @Test
    void tellsWhyTheDriverGaveUp() {
        List<Measurement> measured = new ArrayList<>();

        assertThatThrownBy(() -> run(Failing.class, measured::add))
            .isInstanceOf(DriverException.class).hasMessageContaining("a load thread failed: java.lang.IllegalStateException: queue is full");
        assertThat(measured).containsExactly(MEASUREMENT);
    }

    @Test
    void doesNotWaitForADriverWhoseBrokerIsGone() {
        assertThatThrownBy(() -> run(Waiting.class, measurement -> broker.destroyForcibly()))
            .isInstanceOf(DriverException.class).hasMessageContaining("broker's process " + broker.pid() + " has ended");
    }

    private void run(Class<?> driver, Consumer<Measurement> measured) throws DriverException {
        new DriverProcess(command(driver), options()).run(broker.pid(), List.of(LOAD), Pace.ALONE, measured, note -> { });
    }

    private static DriverCommand command(Class<?> main) {
        return new DriverCommand(List.of(), System.getProperty("java.class.path"), main, List.of());
    }

    private Options options() {
        Options options = new Options();
        new CommandLine(options).parseArgs("--class-paths", "none", "--output", output.toString());
        return options;
    }

    /** A driver that measures once and fails then. */
    static final class Failing {

        private Failing() {
        }

        public static void main(String[] args) {
            DriverOutput.measured(MEASUREMENT);
            DriverOutput.failed(new DriverException("a load thread failed", new IllegalStateException("queue is\nfull")));
            System.exit(1);
        }
    }

    /** A driver, or a broker, that measures once and waits then. */
    static final class Waiting {

        private Waiting() {
        }

        public static void main(String[] args) throws InterruptedException {
            DriverOutput.measured(MEASUREMENT);
            Thread.currentThread().join();
        }
    }
}
