package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jca.fake.FakeNames;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.inbound.ActivationReport;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An activation that names its destination in JNDI: what is there must be what the other properties mean. */
class DestinationLookupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NAME = "jms/news";

    private final FakeNames names = FakeNames.open();
    private final FakeProvider provider = new FakeProvider();
    private final FakeServer server = new FakeServer();
    private final TernResourceAdapter adapter = new TernResourceAdapter(provider);
    private final TernActivationSpec spec = new TernActivationSpec();

    @BeforeEach
    void start() throws ResourceException {
        adapter.setNameServers("broker:9876");
        adapter.start(server.bootstrapContext());
        spec.setResourceAdapter(adapter);
        spec.setDestinationLookup(NAME);
        spec.setMaxConcurrency(1);
    }

    @AfterEach
    void stop() {
        adapter.stop();
        server.close();
        names.close();
    }

    private void activate() throws ResourceException {
        spec.validate();
        adapter.endpointActivation(server.endpointFactory(), spec);
    }

    private void awaitConsumer(String event) {
        await(event).atMost(PATIENCE).until(() -> !provider.connections().isEmpty() && provider.last().events().contains("start"));
        assertThat(provider.last().events()).startsWith(event);
    }

    private void awaitTrouble(String reason) {
        await("the reason").atMost(PATIENCE).untilAsserted(() -> {
            ActivationReport report = adapter.activations().get(0).report();
            assertThat(report.state()).isEqualTo("BACKOFF");
            assertThat(report.reason()).isEqualTo(reason);
        });
    }

    @ParameterizedTest
    @CsvSource(value = {"null", "jakarta.jms.Topic", "javax.jms.Topic"}, nullValues = "null")
    void listensToWhatIsThere(String type) throws ResourceException {
        names.bind(NAME, new TernTopic("news"));
        spec.setDestinationType(type);

        activate();

        awaitConsumer("xa createConsumer news");
    }

    @Test
    void refusesATopicWhereAQueueIsWanted() {
        names.bind(NAME, new TernTopic("news"));
        spec.setDestinationType("jakarta.jms.Queue");

        assertThatThrownBy(this::activate).isInstanceOf(NotSupportedException.class).hasMessageContainingAll("TERN-221",
                "destinationType: 'jakarta.jms.Queue', but 'jms/news' is a topic (expected: jakarta.jms.Topic, or the name of a queue)");
        assertThat(adapter.activations()).isEmpty();
    }

    @Test
    void refusesAQueueWhereATopicIsWanted() {
        names.bind(NAME, new TernQueue("news"));
        spec.setDestinationLookup(null);
        spec.setDestination(NAME);
        spec.setDestinationType("javax.jms.Topic");

        assertThatThrownBy(this::activate).isInstanceOf(NotSupportedException.class).hasMessageContainingAll("TERN-221",
                "destinationType: 'javax.jms.Topic', but 'jms/news' is a queue (expected: jakarta.jms.Queue, or the name of a topic)");
    }

    @Test
    void saysThatWhatIsBoundLateIsOfTheWrongTypeAndConnectsWhenItIsRight() throws ResourceException {
        spec.setDestinationType("jakarta.jms.Queue");
        activate();
        names.bind(NAME, new TernTopic("news"));
        awaitTrouble("TERN-221: destinationType: 'jakarta.jms.Queue', but 'jms/news' is a topic (expected: jakarta.jms.Topic, "
                + "or the name of a queue)");
        assertThat(provider.connections()).isEmpty();

        names.bind(NAME, new TernQueue("news"));

        awaitConsumer("xa createConsumer news");
    }

    @Test
    void wantsNoSubscriptionOfAQueueThatIsLookedUp() {
        names.bind(NAME, new TernQueue("orders"));
        spec.setSubscriptionDurability("Durable");
        spec.setSubscriptionName("readers");

        assertThatThrownBy(this::activate).isInstanceOf(NotSupportedException.class).hasMessageContainingAll("TERN-221",
                "subscriptionDurability: 'Durable' on a queue (expected: a topic); subscriptionName: 'readers' on a queue");
    }

    @Test
    void wantsOneConsumerAndAClientIdForAnUnsharedSubscriptionOfATopicThatIsLookedUp() {
        names.bind(NAME, new TernTopic("news"));
        spec.setSubscriptionDurability("Durable");
        spec.setShareSubscriptions(false);
        spec.setMaxConcurrency(3);

        assertThatThrownBy(this::activate).isInstanceOf(NotSupportedException.class).hasMessageContainingAll("TERN-221",
                "shareSubscriptions: false with maxConcurrency 3", "clientId: none for an unshared durable subscription");
    }

    @Test
    void looksAgainForWhatIsNoDestination() throws ResourceException {
        names.bind(NAME, "news");
        activate();
        awaitTrouble("TERN-222: 'jms/news' is a java.lang.String (expected: a queue or a topic)");

        names.bind(NAME, new TernTopic("news"));

        awaitConsumer("xa createConsumer news");
    }
}
