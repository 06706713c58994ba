package io.ternmq.jca.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JMS client is asked to accept. */
class TernProviderTest {

    private final TernProvider provider = new TernProvider();

    @Test
    void acceptsTheClientsOptionsWithoutAnAddress() {
        assertThatCode(() -> provider.check(settings("prefetch", "10"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 1, one of [",
        "prefetch, many, a number",
        "prefetch, 0, >= 1",
        "protocol, amqp, one of [",
        "namesrvAddr, broker:9876, the property nameServers",
        "user, ann, the property user",
        "password, secret, the property password",
        "clientId, c1, the property clientId",
        "reconnect, true, nothing"})
    void refusesAnOptionAndSaysWhatIsExpected(String name, String value, String expected) {
        assertThatThrownBy(() -> provider.check(settings(name, value))).isInstanceOf(JMSException.class)
                .hasMessageContaining(name).hasMessageContaining("expected: ").hasMessageContaining(expected)
                .satisfies(failure -> assertThat(((JMSException) failure).getErrorCode()).isEqualTo("TERN-202"));
    }

    @Test
    void refusesAnAddressThatIsNone() {
        ConnectionSettings settings = new ConnectionSettings("broker:port", null, null, null, Map.of());

        for (ThrowingCallable call : List.<ThrowingCallable>of(() -> provider.check(settings), () -> provider.connectionFactory(settings))) {
            assertThatThrownBy(call).isInstanceOf(JMSException.class)
                    .hasMessage("nameServers: address 'broker:port' (expected: host:port)")
                    .satisfies(failure -> assertThat(((JMSException) failure).getErrorCode()).isEqualTo("TERN-203"));
        }
    }

    @Test
    void needsAnAddressForAnyConnection() {
        ConnectionSettings settings = settings("prefetch", "10");

        assertThatThrownBy(() -> provider.connectionFactory(settings)).hasMessageContaining("nameServers");
        assertThatThrownBy(() -> provider.xaConnectionFactory(settings)).hasMessageContaining("nameServers");
        assertThatThrownBy(() -> provider.recoveryConnection(settings)).hasMessageContaining("nameServers");
    }

    @Test
    void putsNothingButQueuesAndTopicsIntoAConsumerGroup() throws JMSException {
        assertThat(provider.inConsumerGroup(provider.queue("orders"), "billing")).hasToString("orders?consumerGroup=billing");

        assertThatThrownBy(() -> provider.inConsumerGroup(new Destination() { }, "billing"))
                .isInstanceOf(InvalidDestinationException.class)
                .satisfies(failure -> assertThat(((JMSException) failure).getErrorCode()).isEqualTo("TERN-222"));
    }

    private static ConnectionSettings settings(String option, String value) {
        return new ConnectionSettings(null, null, null, null, Map.of(option, value));
    }
}
