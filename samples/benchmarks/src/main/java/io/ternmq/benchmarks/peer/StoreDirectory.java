package io.ternmq.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder of one server instance: made empty, deleted with everything in it. */
final class StoreDirectory {

    private StoreDirectory() {
    }

    static void create(Path directory) {
        delete(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("creating " + directory, e);
        }
    }

    /** Writes a property file with its keys in order. */
    static Path writeProperties(Path file, Map<String, String> properties) {
        List<String> lines = new TreeMap<>(properties).entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
        try {
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + directory, e);
        }
    }
}
