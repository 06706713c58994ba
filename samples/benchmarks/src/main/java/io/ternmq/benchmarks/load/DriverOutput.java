package io.ternmq.benchmarks.load;

import io.ternmq.benchmarks.measure.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** What a driver tells the harness, line by line on its standard output; its standard input lets it go on. */
public final class DriverOutput {

    private static final String MEASURED = "MEASURED ";
    private static final String READY = "READY";
    private static final String NOTE = "NOTE ";
    private static final String FAILED = "FAILED ";

    private DriverOutput() {
    }

    /** Tells that a step is over, if there was one, and waits until the next one may begin: for a line, or the end of standard input. */
    public static void awaitStep() {
        System.out.println(READY);
        try {
            int next = System.in.read();
            while (next >= 0 && next != '\n') {
                next = System.in.read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading standard input", e);
        }
    }

    /** Tells a measurement. */
    public static void measured(Measurement measurement) {
        System.out.println(MEASURED + measurement.toCsv());
    }

    /** Tells something that belongs into the report. */
    public static void note(String text) {
        System.out.println(NOTE + text.replace('\n', ' '));
    }

    /** Tells why the driver gives up; the stack trace goes to its log. */
    public static void failed(Exception failure) {
        failure.printStackTrace();
        System.out.println(FAILED + Reasons.of(failure));
    }

    /** Hands on what a line of a driver tells; other lines are a log. */
    public static void read(String line, Runnable ready, Consumer<Measurement> measured, Consumer<String> noted, Consumer<String> failed) {
        if (line.equals(READY)) {
            ready.run();
        } else if (line.startsWith(MEASURED)) {
            measured.accept(Measurement.parse(line.substring(MEASURED.length())));
        } else if (line.startsWith(NOTE)) {
            noted.accept(line.substring(NOTE.length()));
        } else if (line.startsWith(FAILED)) {
            failed.accept(line.substring(FAILED.length()));
        }
    }
}
