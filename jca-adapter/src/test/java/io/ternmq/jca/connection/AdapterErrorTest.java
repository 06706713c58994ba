package io.ternmq.jca.connection;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The codes of the adapter's errors, and that users can look them up. */
class AdapterErrorTest {

    @ParameterizedTest
    @EnumSource
    void standsInTheReadme(AdapterError error) throws IOException {
        List<String> readme = Files.readAllLines(Path.of("README.md"));

        assertThat(readme).filteredOn(line -> line.startsWith("| " + error.code() + " | " + error.meaning() + " | ")).hasSize(1);
    }

    @Test
    void hasACodeOfItsOwn() {
        assertThat(Arrays.stream(AdapterError.values()).map(AdapterError::code)).doesNotHaveDuplicates()
                .allMatch(code -> code.matches("TERN-2\\d\\d"));
    }

    @Test
    void isTheErrorCodeOfEveryKindOfException() {
        AdapterError error = AdapterError.WRONG_OPTION;

        assertThat(error.jms("text").getErrorCode()).isEqualTo("TERN-202");
        assertThat(error.illegalState("text").getErrorCode()).isEqualTo("TERN-202");
        assertThat(error.in(new ResourceException("text"))).hasMessage("text, error code: TERN-202");
        assertThat(error.logged("text")).isEqualTo("TERN-202: text");
    }
}
