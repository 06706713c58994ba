package io.ternmq.benchmarks.load;

import io.ternmq.benchmarks.measure.Latencies;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Usage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts what the threads of a load do and what the processes use between {@link #begin} and {@link #end}. */
public final class Meter {

    private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;
    private static final long LONGEST_WINDOW_NS = TimeUnit.MINUTES.toNanos(1);

    private final long brokerPid;
    private final LongAdder messages = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Recorder recorder = new Recorder(HIGHEST_NS, DIGITS);

    private long messagesBefore;
    private long failuresBefore;
    private long beginNs;
    private Usage brokerBefore;
    private long driverCpuBeforeNs;

    /** A meter that watches this broker process. */
    public Meter(long brokerPid) {
        this.brokerPid = brokerPid;
    }

    /** A call for {@code count} messages succeeded. Any thread. */
    public void done(int count, long latencyNs) {
        messages.add(count);
        recorder.recordValue(Math.min(latencyNs, HIGHEST_NS));
    }

    /** Messages were refused or lost. Any thread. */
    public void failed(long count) {
        failures.add(count);
    }

    /** All messages done so far, warm-up included. */
    public long messages() {
        return messages.sum();
    }

    /** All failures so far, warm-up included. */
    public long failures() {
        return failures.sum();
    }

    /** Forgets what was before: the window starts here. One thread calls begin and end. */
    public void begin() {
        recorder.reset();
        messagesBefore = messages.sum();
        failuresBefore = failures.sum();
        brokerBefore = Usage.of(brokerPid);
        driverCpuBeforeNs = Usage.of(ProcessHandle.current().pid()).cpuNs();
        beginNs = System.nanoTime();
    }

    /** The window ends here. */
    public Measurement end(Load load) {
        long elapsedNs = System.nanoTime() - beginNs;
        long count = messages.sum() - messagesBefore;
        Usage broker = Usage.of(brokerPid);
        long driverCpuNs = Usage.of(ProcessHandle.current().pid()).cpuNs() - driverCpuBeforeNs;
        Histogram histogram = recorder.getIntervalHistogram();
        return new Measurement(load, count, elapsedNs, broker.cpuNs() - brokerBefore.cpuNs(), driverCpuNs, broker.residentBytes(),
            broker.anonymousBytes(), failures.sum() - failuresBefore, Latencies.of(histogram));
    }

    /** Warm-up, then the window, while other threads work. A window in which nothing was done goes on until something is. */
    public Measurement measure(Window window, Load load) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(window.warmUpMs());
        begin();
        TimeUnit.MILLISECONDS.sleep(window.measureMs());
        while (messages.sum() == messagesBefore && System.nanoTime() - beginNs < LONGEST_WINDOW_NS) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return end(load);
    }
}
