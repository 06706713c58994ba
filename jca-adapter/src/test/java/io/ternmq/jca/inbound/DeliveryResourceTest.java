package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.connection.ConsumerControl;
import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeXid;
import io.ternmq.jca.fake.Recorder;
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
        return delivery(provider, null);
    }

    private static DeliveryResource delivery(FakeProvider provider, ConsumerControl control) throws JMSException {
        FakeAdapter adapter = new FakeAdapter(provider, "broker:9876");
        return new DeliveryResource(provider.xaConnectionFactory(adapter.settings()).createXAConnection().createXASession()
                .getXAResource(), control, "bean", adapter, adapter.settings());
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

    @Test
    void countsADeliveryThatWasRolledBackWithItsConnectionAsNobodysFailure() throws JMSException, XAException {
        FakeXid xid = new FakeXid(1);
        DeliveryResource delivery = delivery(provider);
        delivery.start(xid, XAResource.TMNOFLAGS);
        delivery.end(xid, XAResource.TMSUCCESS);

        provider.last().xaResource().failNext(XAException.XA_RBCOMMFAIL);
        assertThatThrownBy(() -> delivery.prepare(xid)).isInstanceOf(XAException.class);
        assertThat(delivery.outcome()).isEqualTo(DeliveryResource.Outcome.LOST);

        delivery.reset();
        delivery.start(new FakeXid(2), XAResource.TMNOFLAGS);
        assertThat(delivery.outcome()).isEqualTo(DeliveryResource.Outcome.ACTIVE);
        provider.last().xaResource().failNext(XAException.XAER_RMFAIL);
        assertThatThrownBy(() -> delivery.end(new FakeXid(2), XAResource.TMSUCCESS)).isInstanceOf(XAException.class)
                .satisfies(failure -> assertThat(((XAException) failure).errorCode).isEqualTo(XAException.XA_RBCOMMFAIL));
        assertThat(delivery.outcome()).isEqualTo(DeliveryResource.Outcome.LOST);
    }

    @Test
    void isRolledBackThoughNobodyCanBeToldWhy() throws JMSException, XAException {
        FakeXid xid = new FakeXid(1);
        DeliveryResource delivery = delivery(provider, Recorder.proxy(ConsumerControl.class, (method, arguments) -> {
            throw new IllegalStateException("no text to be had");
        }));
        delivery.start(xid, XAResource.TMNOFLAGS);
        delivery.end(xid, XAResource.TMFAIL);

        delivery.rollback(xid);

        assertThat(provider.last().events()).endsWith("xa rollback");
        assertThat(delivery.outcome()).isEqualTo(DeliveryResource.Outcome.ROLLED_BACK);
    }

    @Test
    void tellsACommitInOnePhaseOfUnknownEndFromABranchInDoubt() throws JMSException, XAException {
        FakeXid xid = new FakeXid(1);
        DeliveryResource delivery = delivery(provider);
        delivery.start(xid, XAResource.TMNOFLAGS);
        delivery.end(xid, XAResource.TMSUCCESS);
        provider.last().xaResource().failNext(XAException.XAER_RMERR);
        assertThatThrownBy(() -> delivery.commit(xid, true)).isInstanceOf(XAException.class);
        assertThat(delivery.outcome()).isEqualTo(DeliveryResource.Outcome.FORGOTTEN);

        delivery.reset();
        delivery.start(xid, XAResource.TMNOFLAGS);
        delivery.end(xid, XAResource.TMSUCCESS);
        delivery.prepare(xid);
        provider.last().xaResource().failNext(XAException.XAER_RMERR);
        assertThatThrownBy(() -> delivery.commit(xid, false)).isInstanceOf(XAException.class);
        assertThat(delivery.outcome()).isEqualTo(DeliveryResource.Outcome.IN_DOUBT);
    }
}
