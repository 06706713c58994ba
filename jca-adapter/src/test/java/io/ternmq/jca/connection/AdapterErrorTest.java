package io.ternmq.jca.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.ResourceAllocationException;
import jakarta.resource.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    static Stream<Arguments> reasonsNotToBeConnected() {
        return Stream.of(
                arguments(new JMSException("no broker there"), AdapterError.CANNOT_CONNECT),
                arguments(new JMSException("nobody answers", "TERN-102"), AdapterError.CANNOT_CONNECT),
                arguments(new ResourceAllocationException("too busy", "TERN-105"), AdapterError.CANNOT_CONNECT),
                arguments(new StackOverflowError(), AdapterError.CANNOT_CONNECT),
                arguments(new JMSSecurityException("wrong password", "TERN-105"), AdapterError.SIGN_ON_REFUSED),
                arguments(new InvalidDestinationException("no such topic", "TERN-105"), AdapterError.WRONG_DESTINATION),
                arguments(new InvalidSelectorException("no selector", "TERN-105"), AdapterError.WRONG_ACTIVATION),
                arguments(new InvalidClientIDException("in use", "TERN-105"), AdapterError.REFUSED),
                arguments(new JMSException("native members", "TERN-105"), AdapterError.REFUSED),
                arguments(new JMSException("subscription name: ''", "TERN-106"), AdapterError.REFUSED),
                arguments(new IllegalStateException("needs a client id", "TERN-101"), AdapterError.REFUSED),
                arguments(new JMSException("the broker does not speak it", "TERN-100"), AdapterError.REFUSED),
                arguments(new JMSException("no selectors on queues", "RMQ-101"), AdapterError.REFUSED),
                arguments(AdapterError.NO_ADDRESS.jms("none"), AdapterError.NO_ADDRESS));
    }

    @ParameterizedTest
    @MethodSource("reasonsNotToBeConnected")
    void tellsWhatPassesByItselfFromWhatHasToBePutRight(Throwable reason, AdapterError expected) {
        assertThat(AdapterError.ofConnecting(reason)).isEqualTo(expected);
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
