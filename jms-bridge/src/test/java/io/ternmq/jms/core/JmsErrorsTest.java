package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The codes of the client's exceptions, and that users can look them up. */
class JmsErrorsTest {

    private static List<String> codes() throws IllegalAccessException {
        List<String> codes = new ArrayList<>();
        for (Field field : JmsErrors.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                codes.add((String) field.get(null));
            }
        }
        return codes;
    }

    @Test
    void eachStandsInTheReadmeAndNoOther() throws IllegalAccessException, IOException {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.matches("\\| TERN-1\\d\\d \\|.*")).map(line -> line.split("\\|")[1].trim()).toList();

        assertThat(codes()).isNotEmpty().doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(rows);
    }
}
