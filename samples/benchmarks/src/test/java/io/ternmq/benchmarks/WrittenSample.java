package io.ternmq.benchmarks;

import io.ternmq.benchmarks.measure.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A line of the {@code samples.csv} of a run.
 *
 * @param peer label of the server
 * @param round from 0
 * @param measurement what was measured
 * @param diskForceUs what a force of the disk took right after it
 */
record WrittenSample(String peer, int round, Measurement measurement, double diskForceUs) {

    private static final int CELLS_BEFORE_MEASUREMENT = 3;

    /** Those that a run wrote into this directory, in their order. */
    static List<WrittenSample> in(Path output) throws IOException {
        return Files.readAllLines(output.resolve("samples.csv")).stream().skip(1).map(WrittenSample::parse).toList();
    }

    private static WrittenSample parse(String line) {
        List<String> cells = List.of(line.split(","));
        int last = cells.size() - 1;
        return new WrittenSample(cells.get(0), Integer.parseInt(cells.get(2)),
            Measurement.parse(String.join(",", cells.subList(CELLS_BEFORE_MEASUREMENT, last))), Double.parseDouble(cells.get(last)));
    }
}
