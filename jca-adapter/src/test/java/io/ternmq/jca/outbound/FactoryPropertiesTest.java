package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakePool;
import io.ternmq.jca.fake.FakeProvider;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection factory may be configured with, and what is said about the rest. */
class FactoryPropertiesTest {

    private final FakeAdapter adapter = new FakeAdapter(new FakeProvider(), "broker:9876");
    private final TernManagedConnectionFactory factory = Factories.managed(adapter, null);

    @ParameterizedTest
    @CsvSource({
        "nonsense, 'nonsense', name=value;name=value",
        "nonsense=1, 'nonsense', one of [",
        "prefetch=many, 'many', a number",
        "user=ann, 'user', the property user"})
    void refusesWrongOptionsWhenItIsLookedUp(String options, String offending, String expected) {
        factory.setOptions(options);

        assertThatThrownBy(() -> factory.createConnectionFactory(new FakePool())).isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining(offending).hasMessageContaining("expected: ").hasMessageContaining(expected)
                .hasMessageContaining("TERN-202");
    }

    @Test
    void refusesAnAddressThatIsNoneWhenItIsLookedUp() {
        factory.setNameServers("broker:9876;:9876");

        assertThatThrownBy(() -> factory.createConnectionFactory(new FakePool())).isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("nameServers: address ':9876' (expected: host:port)").hasMessageContaining("TERN-203");
    }

    @Test
    void refusesATransactionSupportThatIsNone() {
        factory.setTransactions("sometimes");

        assertThatThrownBy(() -> factory.createConnectionFactory(new FakePool())).isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("'sometimes' (expected: one of xa, local, none)").hasMessageContaining("TERN-203");
    }

    @ParameterizedTest
    @CsvSource(value = {"null, XATransaction", "'', XATransaction", "xa, XATransaction", "XA, XATransaction",
        "local, LocalTransaction", "None, NoTransaction"}, nullValues = "null")
    void tellsTheServerWhichTransactionsItTakesPartIn(String property, TransactionSupportLevel expected) {
        factory.setTransactions(property);

        assertThat(factory.getTransactionSupport()).isEqualTo(expected);
        assertThatCode(() -> factory.createConnectionFactory(new FakePool())).doesNotThrowAnyException();
    }

    @Test
    void canBeLookedUpBeforeTheAdapterHasAnAddress() {
        adapter.setNameServers(null);

        assertThatCode(() -> factory.createConnectionFactory(new FakePool())).doesNotThrowAnyException();
        assertThatThrownBy(() -> factory.createManagedConnection(null, null)).hasMessageContaining("nameServers");
    }

    @Test
    void connectsOnlyWithItsAdapter() {
        assertThatThrownBy(() -> new TernManagedConnectionFactory().createManagedConnection(null, null))
                .isInstanceOf(ResourceAllocationException.class).hasMessageContaining("TERN-204");
    }
}
