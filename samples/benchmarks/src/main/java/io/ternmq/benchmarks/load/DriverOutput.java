package io.ternmq.benchmarks.load;

import io.ternmq.benchmarks.measure.Measurement;
import java.util.function.Consumer;

/** What a driver tells the harness, line by line on its standard output. */
public final class DriverOutput {

    private static final String MEASURED = "MEASURED ";
    private static final String NOTE = "NOTE ";
    private static final String FAILED = "FAILED ";

    private DriverOutput() {
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
    public static void read(String line, Consumer<Measurement> measured, Consumer<String> noted, Consumer<String> failed) {
        if (line.startsWith(MEASURED)) {
            measured.accept(Measurement.parse(line.substring(MEASURED.length())));
        } else if (line.startsWith(NOTE)) {
            noted.accept(line.substring(NOTE.length()));
        } else if (line.startsWith(FAILED)) {
            failed.accept(line.substring(FAILED.length()));
        }
    }
}
