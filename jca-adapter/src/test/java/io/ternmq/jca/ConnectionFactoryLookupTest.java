package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.fake.FakeConnection;
import io.ternmq.jca.fake.FakeNames;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.inbound.ActivationReport;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import java.time.Duration;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An activation that names a connection factory instead of an address. */
class ConnectionFactoryLookupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String NAME = "java:global/jms/elsewhere";

    private final FakeNames names = FakeNames.open();
    private final FakeProvider provider = new FakeProvider();
    private final FakeServer server = new FakeServer();
    private final TernResourceAdapter adapter = new TernResourceAdapter(provider);
    private final TernActivationSpec spec = new TernActivationSpec();
    private final TernManagedConnectionFactory factory = new TernManagedConnectionFactory();

    @BeforeEach
    void start() throws ResourceException {
        adapter.setNameServers("here:9876");
        adapter.setUser("adapter");
        adapter.setPassword("adapter's");
        adapter.start(server.bootstrapContext());
        factory.setResourceAdapter(adapter);
        factory.setNameServers("elsewhere:9876");
        factory.setUser("clerk");
        factory.setPassword("secret");
        factory.setOptions("nativeBody=text;maxDeliveries=9");
        spec.setResourceAdapter(adapter);
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setConnectionFactoryLookup(NAME);
    }

    @AfterEach
    void stop() {
        adapter.stop();
        server.close();
        names.close();
    }

    private void bindFactory() throws ResourceException {
        names.bind(NAME, factory.createConnectionFactory());
    }

    private void activate() throws ResourceException {
        spec.validate();
        adapter.endpointActivation(server.endpointFactory(), spec);
    }

    private ConnectionSettings awaitConnected() {
        await("a connection").atMost(PATIENCE).until(() ->
                !provider.connections().isEmpty() && provider.last().events().contains("start"));
        return provider.last().settings();
    }

    private void awaitTrouble(String... texts) {
        await("the reason").atMost(PATIENCE).untilAsserted(() -> {
            ActivationReport report = adapter.activations().get(0).report();
            assertThat(report.state()).isEqualTo("BACKOFF");
            assertThat(report.reason()).startsWith("TERN-221: ").contains(texts);
            assertThat(report.lastError()).isEqualTo(report.reason());
        });
    }

    @Test
    void connectsByTheSettingsOfTheFactory() throws ResourceException {
        bindFactory();
        activate();

        assertThat(awaitConnected()).isEqualTo(new ConnectionSettings("elsewhere:9876", "clerk", "secret", null,
                Map.of("nativeBody", "text", "maxDeliveries", "9", "prefetch", "64")));
    }

    @Test
    void itsOwnPropertiesGoBeforeThoseOfTheFactory() throws ResourceException {
        bindFactory();
        spec.setUser("bean");
        spec.setPassword("bean's");
        spec.setMaxDeliveries(3);
        activate();

        assertThat(awaitConnected()).isEqualTo(new ConnectionSettings("elsewhere:9876", "bean", "bean's", null,
                Map.of("nativeBody", "text", "maxDeliveries", "3", "prefetch", "64")));
    }

    @Test
    void takesTheClientIdOfTheFactoryForAnUnsharedDurableSubscription() throws ResourceException {
        factory.setClientId("branch office");
        bindFactory();
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setSubscriptionDurability("Durable");
        spec.setShareSubscriptions(false);
        spec.setMaxConcurrency(1);
        activate();

        assertThat(awaitConnected().clientId()).isEqualTo("branch office");
        assertThat(provider.last().events()).startsWith("xa createDurableConsumer orders");
    }

    @Test
    void saysThatTheNameIsNotThereAndConnectsWhenItIs() throws ResourceException {
        activate();
        awaitTrouble("connectionFactoryLookup", "'" + NAME + "' cannot be looked up", "NameNotFoundException");

        bindFactory();

        assertThat(awaitConnected().nameServers()).isEqualTo("elsewhere:9876");
    }

    @Test
    void refusesWhatIsNoFactoryOfTheAdapter() throws ResourceException {
        names.bind(NAME, new TernQueue("orders"));
        activate();

        awaitTrouble("'" + NAME + "' is a " + TernQueue.class.getName(), "expected: a connection factory of this adapter");
        assertThat(provider.connections()).isEmpty();
    }

    @Test
    void remembersWhatOnlyTheActivatingThreadCanLookUp() throws ResourceException {
        bindFactory();
        names.showOnlyOn(Thread.currentThread());
        activate();

        assertThat(awaitConnected().nameServers()).isEqualTo("elsewhere:9876");
    }

    @Test
    void connectsToAnotherFactoryOfTheNameAfterALoss() throws ResourceException {
        bindFactory();
        activate();
        awaitConnected();
        FakeConnection first = provider.last();
        factory.setNameServers("moved:9876");
        bindFactory();

        first.lose();

        await("another connection").atMost(PATIENCE).until(() -> provider.connections().size() == 2);
        assertThat(provider.last().settings().nameServers()).isEqualTo("moved:9876");
    }

    @Test
    void refusesAFactoryThatLeadsToAPlainRocketMqCluster() throws ResourceException {
        factory.setOptions("protocol=rocketmq");
        bindFactory();

        assertThatThrownBy(this::activate).isInstanceOf(NotSupportedException.class).hasMessageContaining("TERN-211");
    }

    @Test
    void recoversAtTheBrokerOfTheFactory() throws Exception {
        XAResource resource = adapter.getXAResources(new TernActivationSpec[] {spec})[0];
        assertThatThrownBy(() -> resource.recover(XAResource.TMSTARTRSCAN))
                .isInstanceOfSatisfying(XAException.class, e -> assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL))
                .hasMessageContaining("connectionFactoryLookup");

        bindFactory();
        resource.recover(XAResource.TMSTARTRSCAN);

        assertThat(provider.last().settings().nameServers()).isEqualTo("elsewhere:9876");
        assertThat(provider.last().settings().user()).isEqualTo("clerk");
    }
}
