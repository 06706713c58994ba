package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Measurement;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every sample as a line, for other tools. */
public final class CsvReport {

    private CsvReport() {
    }

    /** The lines with a header. */
    public static String text(Collection<Sample> samples) {
        String header = "peer,flush,round," + String.join(",", Measurement.COLUMNS);
        return Stream.concat(Stream.of(header), samples.stream().map(CsvReport::line)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(Sample sample) {
        return sample.peer().label() + "," + sample.flushMode().label() + "," + sample.round() + "," + sample.measurement().toCsv();
    }
}
