package io.ternmq.liberty.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of the README, which the test makes. */
final class MatrixTable {

    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- recovery matrix: made by RecoveryMatrixIT -->\n";
    private static final String END = "<!-- end of the recovery matrix -->";
    private static final String HEAD = """
            | work in one transaction | resources used in this order | stopped when | database at that moment | killed (-9) | after restart |
            |---|---|---|---|---|---|
            """;

    private MatrixTable() {
    }

    /** Rows of the README. */
    static List<String> published() throws IOException {
        return section(Files.readString(README)).lines().skip(2).toList();
    }

    /** Writes the table to {@code file}. */
    static void write(Path file, List<String> rows) throws IOException {
        Files.writeString(file, HEAD + String.join("\n", rows) + "\n");
    }

    /** Puts rows into the README's table, in the order of all cases; the rows of other cases stay. */
    static void publish(List<String> rows) throws IOException {
        List<String> known = Stream.concat(rows.stream(), published().stream()).toList();
        List<String> table = new ArrayList<>();
        for (CrashCase each : CrashCase.all()) {
            known.stream().filter(each::isRow).findFirst().ifPresent(table::add);
        }
        String text = Files.readString(README);
        Files.writeString(README, text.replace(section(text), HEAD + String.join("\n", table) + "\n"));
    }

    private static String section(String text) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(README + " has no section between " + BEGIN.trim() + " and " + END);
        }
        return text.substring(begin + BEGIN.length(), end);
    }
}
