package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The README's table by the specification is complete, and true as far as a program can tell: each section of the specification has a
 * row, and the tests that the rows name are there.
 */
class SpecTableTest {
    /** {@code section must}: those that say what a provider must do, or must not; {@code section -}: the others. */
    private static final String SECTIONS = "/messaging-3.1-sections.txt";
    private static final List<Path> TESTS = Stream.of("", "../broker-server/", "../broker-server/wire-protocol/", "../jca-adapter/")
        .map(module -> Path.of(module + "src/test/java")).toList();
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+(?:\\.\\d+)*(?:, \\d+(?:\\.\\d+)*)*) [^|]*\\|[^|]*\\|([^|]*)\\|$");
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+Test)#(\\w+)`");

    private static final Map<String, String> ROWS = new HashMap<>();

    @BeforeAll
    static void readTable() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        readme.substring(readme.indexOf("## By the specification")).lines().map(ROW::matcher).filter(Matcher::matches).forEach(row ->
            Stream.of(row.group(1).split(", ")).forEach(section -> ROWS.put(section, row.group(2).strip())));
    }

    @Test
    void hasARowForEachSectionOfTheSpecification() throws IOException {
        List<String> missing = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(ROWS.keySet());
        for (String line : Files.readAllLines(Path.of("src/test/resources" + SECTIONS))) {
            String section = line.substring(0, line.indexOf(' '));
            unknown.remove(section);
            boolean hasRow = line.endsWith("must") ? ROWS.containsKey(section) : hasRow(section);
            if (!hasRow) {
                missing.add(section);
            }
        }
        assertThat(missing).as("sections without a row").isEmpty();
        assertThat(unknown).as("rows without a section").isEmpty();
    }

    private static boolean hasRow(String section) {
        if (ROWS.keySet().stream().anyMatch(row -> row.startsWith(section + "."))) {
            // A heading.
            return true;
        }
        String covering = section;
        while (!ROWS.containsKey(covering) && covering.indexOf('.') > 0) {
            covering = covering.substring(0, covering.lastIndexOf('.'));
        }
        return ROWS.containsKey(covering);
    }

    @Test
    void showsByATestWhatAProviderMustDo() throws IOException {
        List<String> bare = Files.readAllLines(Path.of("src/test/resources" + SECTIONS)).stream().filter(line -> line.endsWith("must"))
            .map(line -> line.substring(0, line.indexOf(' '))).filter(section -> !REFERENCE.matcher(ROWS.getOrDefault(section, "")).find())
            .toList();

        assertThat(bare).as("sections whose row names no test").isEmpty();
    }

    @Test
    void namesTestsThatExist() throws IOException {
        Map<String, List<String>> sources = testSources();
        List<String> unknown = REFERENCE.matcher(Files.readString(Path.of("README.md"))).results()
            .filter(reference -> sources.getOrDefault(reference.group(1), List.of()).stream().noneMatch(source -> hasTest(source, reference)))
            .map(MatchResult::group).toList();

        assertThat(unknown).isEmpty();
    }

    private static boolean hasTest(String source, MatchResult reference) {
        return Pattern.compile("@(Parameterized|Repeated)?Test\\b(?:(?!\\n    }\\n)[\\s\\S])*?\\bvoid " + reference.group(2) + "\\(").matcher(source)
            .find();
    }

    private static Map<String, List<String>> testSources() throws IOException {
        Map<String, List<String>> sources = new HashMap<>();
        for (Path folder : TESTS) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(path -> path.toString().endsWith("Test.java")).forEach(path -> sources
                    .computeIfAbsent(path.getFileName().toString().replace(".java", ""), name -> new ArrayList<>()).add(read(path)));
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
