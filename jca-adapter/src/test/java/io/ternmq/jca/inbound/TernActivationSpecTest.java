package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import jakarta.jms.Session;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.PropertyDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TernActivationSpecTest {

    private final TernActivationSpec spec = new TernActivationSpec();

    @Test
    void acceptsAQueue() {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");

        assertThatCode(spec::validate).doesNotThrowAnyException();
    }

    @Test
    void acceptsTheOldSpelling() {
        spec.setDestination("orders");
        spec.setDestinationType("javax.jms.Topic");

        assertThatCode(spec::validate).doesNotThrowAnyException();
        assertThat(spec.isTopic()).isTrue();
    }

    @Test
    void acceptsADurableTopicWithoutClientIdAsAShared() {
        spec.setDestination("news");
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setSubscriptionDurability("Durable");

        assertThatCode(spec::validate).doesNotThrowAnyException();
        assertThat(spec.isShared()).isTrue();
    }

    @Test
    void takesABlankClientIdForNone() {
        spec.setDestination("news");
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setSubscriptionDurability("Durable");
        spec.setMaxConcurrency(1);
        spec.setClientId(" ");

        assertThatCode(spec::validate).doesNotThrowAnyException();
        assertThat(spec.isShared()).isTrue();
        assertThat(spec.settings().clientId()).isNull();
    }

    @Test
    void namesEverythingThatIsWrong() {
        spec.setDestinationType("jakarta.jms.Mailbox");
        spec.setSubscriptionDurability("Sometimes");
        spec.setAcknowledgeMode("Never");
        spec.setMaxConcurrency(0);

        assertThatThrownBy(spec::validate).isInstanceOfSatisfying(InvalidPropertyException.class, invalid ->
                assertThat(invalid.getInvalidPropertyDescriptors()).extracting(PropertyDescriptor::getName).containsExactly(
                        "destination", "destinationType", "subscriptionDurability", "acknowledgeMode", "maxConcurrency"))
                .hasMessageContaining("jakarta.jms.Mailbox").hasMessageContaining("Sometimes").hasMessageContaining("Never");
    }

    @Test
    void refusesASubscriptionOfAQueue() {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setSubscriptionDurability("durable");
        spec.setSubscriptionName("readers");

        assertThatThrownBy(spec::validate).hasMessageContainingAll("TERN-221", "subscriptionDurability: 'durable' on a queue (expected: a topic)",
                "subscriptionName: 'readers' on a queue (expected: none, or a topic)");
    }

    @Test
    void refusesSeveralConsumersOfAnUnsharedSubscription() {
        spec.setDestination("news");
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setShareSubscriptions(false);
        spec.setConcurrency(3);

        assertThatThrownBy(spec::validate).hasMessageContaining("shareSubscriptions");
    }

    @Test
    void takesOtherAdaptersNames() {
        spec.setPhysicalName("orders");
        spec.setMaxSession(7);
        spec.setSelector("a = 1");
        spec.setUserName("ann");

        assertThat(spec.getDestination()).isEqualTo("orders");
        assertThat(spec.getMaxConcurrency()).isEqualTo(7);
        assertThat(spec.getMessageSelector()).isEqualTo("a = 1");
        assertThat(spec.settings().user()).isEqualTo("ann");
    }

    @Test
    void acknowledgesLazilyWhenAskedTo() {
        assertThat(spec.acknowledgeModeOfSession()).isEqualTo(Session.AUTO_ACKNOWLEDGE);

        spec.setAcknowledgeMode("Dups-ok-acknowledge");

        assertThat(spec.acknowledgeModeOfSession()).isEqualTo(Session.DUPS_OK_ACKNOWLEDGE);
    }

    @Test
    void refusesNumbersOutOfRangeAndNamesWhatIsAllowed() {
        TernBatchActivationSpec batches = new TernBatchActivationSpec();
        batches.setDestination("orders");
        batches.setDestinationType("jakarta.jms.Queue");
        batches.setMinConcurrency(11);
        batches.setBackoffMultiplier(0.5);
        batches.setRedeliveryJitterPercent(101);
        batches.setPauseAfterFailures(-1);
        batches.setTransactedDelivery("sometimes");
        batches.setMaxBatchSize(0);
        batches.setBatchTimeoutMs(60_001L);

        assertThatThrownBy(batches::validate).isInstanceOf(InvalidPropertyException.class)
                .hasMessageContainingAll("TERN-221", "minConcurrency: 11 (expected: 1 to 10)", "backoffMultiplier: 0.5 (expected: 1 to 1000)",
                        "redeliveryJitterPercent: 101 (expected: 0 to 100)", "pauseAfterFailures: -1 (expected: 0 or more)",
                        "'sometimes' (expected: xa or emulate)", "maxBatchSize: 0 (expected: 1 to 10000)",
                        "batchTimeoutMs: 60001 (expected: 0 to 60000)");
    }

    @Test
    void refusesOptionsThatTheClientDoesNotHave() {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setOptions("prefetchh=3");

        assertThatThrownBy(spec::validate).hasMessageContainingAll("TERN-221", "prefetchh", "prefetch");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"price >> 3 | position 7", "colour = | position 8", "colour LIKE 3 | position 12"})
    void refusesATextThatIsNoSelectorAndSaysWhere(String selector, String place) {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setMessageSelector(selector);

        assertThatThrownBy(spec::validate).isInstanceOfSatisfying(InvalidPropertyException.class, invalid ->
                assertThat(invalid.getInvalidPropertyDescriptors()).extracting(PropertyDescriptor::getName)
                        .containsExactly("messageSelector"))
                .hasMessageContainingAll("TERN-221", "messageSelector: ", place, selector);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "colour = 'red' AND price BETWEEN 1 AND 3"})
    void acceptsASelectorOrNone(String selector) {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setMessageSelector(selector);

        assertThatCode(spec::validate).doesNotThrowAnyException();
    }

    @Test
    void refusesAnAddressThatIsNone() {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setNameServers("broker:port");

        assertThatThrownBy(spec::validate).isInstanceOfSatisfying(InvalidPropertyException.class, invalid ->
                assertThat(invalid.getInvalidPropertyDescriptors()).extracting(PropertyDescriptor::getName).containsExactly("nameServers"))
                .hasMessageStartingWith("nameServers: address 'broker:port' (expected: host:port)").hasMessageContaining("TERN-221");
    }

    @Test
    void namesThePropertyOfAWrongOptionOnce() {
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setOptions("user=ann");

        assertThatThrownBy(spec::validate).hasMessageStartingWith("options: 'user' (expected: the property user)");
    }

    @Test
    void tellsTheBrokerWhatIsToBecomeOfFailedMessages() {
        spec.setMaxDeliveries(4);
        spec.setRedeliveryDelayMs(100L);
        spec.setBackoffMultiplier(1.5);
        spec.setMaxRedeliveryDelayMs(5_000L);
        spec.setRedeliveryJitterPercent(10);
        spec.setDeadLetterDestination("graveyard");

        assertThat(spec.settings().options()).containsOnly(entry("maxDeliveries", "4"), entry("redeliveryDelayMs", "100"),
                entry("redeliveryMultiplierPercent", "150"), entry("maxRedeliveryDelayMs", "5000"), entry("redeliveryJitterPercent", "10"),
                entry("deadLetter", "graveyard"));
    }
}
