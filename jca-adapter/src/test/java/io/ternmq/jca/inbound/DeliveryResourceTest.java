package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeXid;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;

/** Whether a transaction manager may have a delivery and what the bean sends in one branch. */
class DeliveryResourceTest {

    private final FakeProvider provider = new FakeProvider();

    private static DeliveryResource delivery(FakeProvider provider) throws JMSException {
        FakeAdapter adapter = new FakeAdapter(provider, "broker:9876");
        return new DeliveryResource(provider.xaConnectionFactory(adapter.settings()).createXAConnection().createXASession()
                .getXAResource(), null, "bean", adapter, adapter.settings());
    }

    private static XAResource pooled(FakeProvider provider) throws ResourceException {
        TernManagedConnectionFactory factory = new TernManagedConnectionFactory();
        factory.setResourceAdapter(new FakeAdapter(provider, "broker:9876"));
        return factory.createManagedConnection(null, null).getXAResource();
    }

    @Test
    void isTheSameResourceManagerAsAPooledConnectionToTheBroker() throws JMSException, ResourceException, XAException {
        DeliveryResource delivery = delivery(provider);

        assertThat(delivery.isSameRM(pooled(provider))).isTrue();
        assertThat(pooled(provider).isSameRM(delivery)).isTrue();
        assertThat(delivery.isSameRM(delivery(provider))).isTrue();
    }

    @Test
    void isAnotherThanThatOfAnotherBroker() throws JMSException, ResourceException, XAException {
        DeliveryResource elsewhere = delivery(new FakeProvider());

        assertThat(elsewhere.isSameRM(pooled(provider))).isFalse();
        assertThat(pooled(provider).isSameRM(elsewhere)).isFalse();
    }

    @Test
    void isComparedWithAConnectionThatWasLostInTheMiddleOfWork() throws JMSException, ResourceException, XAException {
        XAResource pooled = pooled(provider);
        pooled.start(new FakeXid(1), XAResource.TMNOFLAGS);
        provider.last().lose();

        assertThat(delivery(provider).isSameRM(pooled)).isTrue();
        assertThat(pooled.isSameRM(delivery(provider))).isTrue();
    }
}
