package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Session;
import jakarta.resource.spi.InvalidPropertyException;
import org.junit.jupiter.api.Test;

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
    void namesEverythingThatIsWrong() {
        spec.setDestinationType("jakarta.jms.Mailbox");
        spec.setSubscriptionDurability("Sometimes");
        spec.setAcknowledgeMode("Never");
        spec.setMaxConcurrency(0);

        assertThatThrownBy(spec::validate).isInstanceOfSatisfying(InvalidPropertyException.class, invalid ->
                assertThat(invalid.getInvalidPropertyDescriptors()).extracting(java.beans.PropertyDescriptor::getName).containsExactly(
                        "destination", "destinationType", "subscriptionDurability", "acknowledgeMode", "maxConcurrency"))
                .hasMessageContaining("jakarta.jms.Mailbox").hasMessageContaining("Sometimes").hasMessageContaining("Never");
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
}
