package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the README's table by the specification names are there. */
class SpecTableTest {
    private static final Path TESTS = Path.of("src/test/java");
    private static final Pattern REFERENCE = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @Test
    void namesTestsThatExist() throws IOException, ClassNotFoundException {
        Map<String, Class<?>> classes = testClasses();
        Matcher references = REFERENCE.matcher(Files.readString(Path.of("README.md")));
        List<String> unknown = new ArrayList<>();
        int count = 0;
        while (references.find()) {
            count++;
            Class<?> type = classes.get(references.group(1));
            boolean isThere = type != null && Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(references.group(2)) && method.isAnnotationPresent(Test.class));
            if (!isThere) {
                unknown.add(references.group());
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(count).isGreaterThan(50);
    }

    private static Map<String, Class<?>> testClasses() throws IOException, ClassNotFoundException {
        Map<String, Class<?>> classes = new HashMap<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                String name = TESTS.relativize(file).toString().replace(".java", "").replaceAll("[/\\\\]", ".");
                classes.put(name.substring(name.lastIndexOf('.') + 1), Class.forName(name));
            }
        }
        return classes;
    }
}
