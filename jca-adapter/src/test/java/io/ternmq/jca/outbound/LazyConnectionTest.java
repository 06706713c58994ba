package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeLazyPool;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeXid;
import io.ternmq.jms.destination.TernQueue;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;

/** On a server that takes connections back between uses, and makes them part of a transaction when they are used in it. */
class LazyConnectionTest {

    private final FakeProvider provider = new FakeProvider();
    private final TernManagedConnectionFactory managedFactory = Factories.managed(new FakeAdapter(provider, "broker:9876"), null);
    private final FakeLazyPool pool = new FakeLazyPool();
    private final ConnectionFactory factory = Factories.lookUp(managedFactory, pool);
    private final TernQueue queue = new TernQueue("orders");

    @Test
    void isNotPartOfATransactionInWhichItIsNotUsed() {
        pool.begin();

        JMSContext context = factory.createContext();
        context.createTextMessage("never sent");
        context.createProducer();
        context.createQueue("orders");

        assertThat(pool.enlistedCount()).isZero();
        assertThat(provider.last().events()).isEmpty();
    }

    @Test
    void becomesPartOfEachTransactionWithTheFirstUse() throws ResourceException, XAException {
        JMSContext context = factory.createContext();
        context.createProducer().send(queue, "outside");
        for (int i = 0; i < 2; i++) {
            pool.begin();
            context.createProducer().send(queue, "first");
            context.createProducer().send(queue, "second");
            assertThat(pool.enlistedCount()).isEqualTo(1);
            pool.commit();
        }

        assertThat(provider.last().events()).containsExactly("auto send",
                "xa start", "xa send", "xa send", "xa end", "xa commit in one phase",
                "xa start", "xa send", "xa send", "xa end", "xa commit in one phase");
    }

    @Test
    void receivesInTheTransaction() throws JMSException {
        Session session = factory.createConnection().createSession();
        pool.begin();

        session.createConsumer(queue).receive(1);

        assertThat(provider.last().events()).containsExactly("xa start", "xa createConsumer orders");
    }

    @Test
    void saysThatItIsTransactedBeforeAnythingIsDone() throws JMSException {
        pool.begin();

        Session session = factory.createConnection().createSession(false, Session.AUTO_ACKNOWLEDGE);

        assertThat(session.getTransacted()).isTrue();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
    }

    @Test
    void isNotEnlistedAgainByAServerThatHasDoneSo() throws ResourceException, XAException {
        JMSContext context = factory.createContext();
        pool.begin();
        pool.refuseToEnlist();
        pool.current().getXAResource().start(new FakeXid(7), XAResource.TMNOFLAGS);

        context.createProducer().send(queue, "hello");

        assertThat(provider.last().events()).containsExactly("xa start", "xa send");
    }

    @Test
    void doesNothingWhenItCannotBecomePartOfTheTransaction() {
        JMSContext context = factory.createContext();
        pool.begin();
        pool.refuseToEnlist();

        assertThatThrownBy(() -> context.createProducer().send(queue, "hello")).isInstanceOf(JMSRuntimeException.class)
                .satisfies(failure -> assertThat(((JMSRuntimeException) failure).getErrorCode()).isEqualTo("TERN-213"));

        assertThat(provider.last().events()).isEmpty();
    }

    @Test
    void holdsNoConnectionBetweenUses() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        pool.endMethod();
        assertThat(pool.idleCount()).isEqualTo(1);
        Session other = factory.createConnection().createSession();

        consumer.receive(1);

        assertThat(provider.connections()).as("the first was given to others").hasSize(2);
        assertThat(pool.events()).containsExactly("associate");
        other.close();
    }

    @Test
    void opensItsConsumersAgainOnTheSameConnection() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        pool.endMethod();

        consumer.receive(1);
        consumer.receive(1);

        assertThat(provider.last().events()).containsExactly("auto createConsumer orders", "close consumer", "stop",
                "auto createConsumer orders");
    }

    @Test
    void tellsTheServerWhenItIsClosedWithoutAConnection() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        pool.endMethod();

        session.close();

        assertThat(pool.events()).containsExactly("inactive connection closed");
        assertThat(pool.idleCount()).isEqualTo(1);
    }

    @Test
    void saysWhyItGetsNoConnectionAgain() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        pool.endMethod();
        provider.last().lose();
        provider.refuse(1);

        assertThatThrownBy(() -> session.createProducer(queue)).isInstanceOf(JMSException.class).hasMessageContaining("no broker there");

        session.createProducer(queue).send(session.createTextMessage("later"));
        assertThat(provider.connections()).hasSize(2);
    }
}
