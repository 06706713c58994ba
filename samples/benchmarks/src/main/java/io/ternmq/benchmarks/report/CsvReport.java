package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Measurement;

/** Every sample as a line, for other tools. */
public final class CsvReport {

    private CsvReport() {
    }

    /** The names of the columns, a line. */
    public static String header() {
        return "peer,flush,round," + String.join(",", Measurement.COLUMNS) + ",disk_force_us\n";
    }

    /** The sample, a line. */
    public static String line(Sample sample) {
        return sample.peer().label() + "," + sample.flushMode().label() + "," + sample.round() + "," + sample.measurement().toCsv() + ","
            + sample.diskForceUs() + "\n";
    }
}
