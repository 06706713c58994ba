package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakePool;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeXaResource;
import io.ternmq.jca.fake.FakeXid;
import io.ternmq.jms.destination.TernQueue;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ManagedConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A pooled connection in branches of distributed transactions, on a server that enlists it when it gives it out. */
class DistributedTransactionTest {

    private static final FakeXid XID = new FakeXid(1);

    private final FakeProvider provider = new FakeProvider();
    private final TernManagedConnectionFactory managedFactory = Factories.managed(new FakeAdapter(provider, "broker:9876"), null);
    private final FakePool pool = new FakePool();
    private final ConnectionFactory factory = Factories.lookUp(managedFactory, pool);
    private final TernQueue queue = new TernQueue("orders");

    @Test
    void sendsInTheBranchThatIsActive() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession();
        MessageProducer producer = session.createProducer(queue);

        XAResource resource = pool.current().getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        producer.send(session.createTextMessage("in it"));
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        resource.commit(XID, false);

        assertThat(provider.last().events()).containsExactly("xa start", "xa send", "xa end", "xa prepare", "xa commit");
        assertThat(pool.current().getXAResource()).isSameAs(resource);
    }

    @Test
    void worksOnTheXaSessionOutsideOfBranchesToo() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        XAResource resource = pool.current().getXAResource();

        resource.start(XID, XAResource.TMNOFLAGS);
        consumer.receive(1);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.commit(XID, true);
        consumer.receive(1);

        assertThat(provider.last().events()).as("moves to the XA session once, and stays").containsExactly("auto createConsumer orders",
                "xa start", "close consumer", "xa createConsumer orders", "xa end", "xa commit in one phase");
    }

    @Test
    void takesNoNoticeOfTheSessionsModeInABranch() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession(false, Session.DUPS_OK_ACKNOWLEDGE);
        XAResource resource = pool.current().getXAResource();
        assertThat(session.getTransacted()).isFalse();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.DUPS_OK_ACKNOWLEDGE);

        resource.start(XID, XAResource.TMNOFLAGS);

        session.createConsumer(queue).receive(1);
        assertThat(session.getTransacted()).isTrue();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
        assertThat(provider.last().events()).containsExactly("xa start", "xa createConsumer orders");
    }

    @Test
    void isOutsideWhileItsBranchIsSuspended() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession();
        XAResource resource = pool.current().getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);

        resource.end(XID, XAResource.TMSUSPEND);
        assertThat(session.getTransacted()).isFalse();

        resource.start(XID, XAResource.TMRESUME);
        assertThat(session.getTransacted()).isTrue();
    }

    @Test
    void keepsLocalTransactionsAndBranchesApart() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession();
        ManagedConnection managed = pool.current();
        managed.getLocalTransaction().begin();
        session.createProducer(queue).send(session.createTextMessage("local"));
        assertFails(() -> managed.getXAResource().start(XID, XAResource.TMNOFLAGS), XAException.XAER_OUTSIDE);
        managed.getLocalTransaction().commit();

        managed.getXAResource().start(XID, XAResource.TMNOFLAGS);

        assertThatThrownBy(() -> managed.getLocalTransaction().begin()).hasMessageContaining("TERN-212");
        assertThat(provider.last().events()).containsExactly("transacted send", "commit", "xa start");
    }

    @Test
    void marksABranchForRollbackThatIsLeftActiveWhenItGoesBackToThePool() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession();
        pool.current().getXAResource().start(XID, XAResource.TMNOFLAGS);

        session.close();

        assertThat(provider.last().events()).containsExactly("xa start", "xa fail", "stop");
        assertThat(factory.createConnection().createSession().getTransacted()).isFalse();
    }

    @Test
    void isInNoBranchThatCouldNotBeStarted() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        XAResource resource = pool.current().getXAResource();
        provider.last().xaResource().failNext(XAException.XAER_RMFAIL);

        assertFails(() -> resource.start(XID, XAResource.TMNOFLAGS), XAException.XAER_RMFAIL);

        assertThat(session.getTransacted()).isFalse();
    }

    @Test
    void leavesABranchWhoseEndFailsUnlessItWasOutOfTurn() throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession();
        XAResource resource = pool.current().getXAResource();
        FakeXaResource below = provider.last().xaResource();
        resource.start(XID, XAResource.TMNOFLAGS);

        below.failNext(XAException.XAER_PROTO);
        assertFails(() -> resource.end(XID, XAResource.TMSUCCESS), XAException.XAER_PROTO);
        assertThat(session.getTransacted()).isTrue();

        below.failNext(XAException.XA_RBTIMEOUT);
        assertFails(() -> resource.end(XID, XAResource.TMSUCCESS), XAException.XA_RBTIMEOUT);
        assertThat(session.getTransacted()).isFalse();
    }

    @Test
    void commitsABranchWhoseConnectionIsLostOverAnotherOne() throws JMSException, ResourceException, XAException {
        factory.createConnection().createSession();
        ManagedConnection managed = pool.current();
        XAResource resource = managed.getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);

        provider.last().lose();
        assertThatThrownBy(managed::getXAResource).isInstanceOf(CommException.class).hasMessageContaining("TERN-207");
        managed.destroy();
        resource.commit(XID, false);

        assertThat(provider.connections()).hasSize(2);
        assertThat(provider.last().events()).containsExactly("xa commit");
        assertThat(provider.inDoubt()).isEmpty();
        assertThatThrownBy(managed::getXAResource).hasMessageContaining("TERN-20");
    }

    @Test
    void waitsForABrokerThatIsAwayInTheSecondPhaseAndSaysThatTheOutcomeIsNotKnownWhenItStaysAway()
            throws JMSException, ResourceException, XAException {
        managedFactory.setOptions("reconnectTimeoutMs=300");
        factory.createConnection().createSession();
        XAResource resource = pool.current().getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);
        resource.end(XID, XAResource.TMSUCCESS);
        resource.prepare(XID);
        provider.last().lose();

        provider.refuse(Integer.MAX_VALUE);
        assertFails(() -> resource.commit(XID, false), XAException.XAER_RMFAIL);
        provider.refuse(1);
        resource.commit(XID, false);

        assertThat(provider.last().events()).containsExactly("xa commit");
    }

    @Test
    void saysOfABranchThatLostItsConnectionBeforeItsEndThatItIsRolledBack() throws JMSException, ResourceException, XAException {
        factory.createConnection().createSession();
        XAResource resource = pool.current().getXAResource();
        resource.start(XID, XAResource.TMNOFLAGS);

        provider.last().lose();

        assertFails(() -> resource.end(XID, XAResource.TMSUCCESS), XAException.XA_RBCOMMFAIL);
    }

    @Test
    void isTheSameResourceManagerAsAnotherConnection() throws ResourceException, XAException {
        XAResource one = managedFactory.createManagedConnection(null, null).getXAResource();
        FakeXaResource plain = provider.last().xaResource();
        XAResource other = managedFactory.createManagedConnection(null, null).getXAResource();

        assertThat(one.isSameRM(other)).isTrue();
        assertThat(one.isSameRM(plain)).isTrue();
        assertThat(one.setTransactionTimeout(7)).isTrue();
        assertThat(plain.getTransactionTimeout()).isEqualTo(one.getTransactionTimeout()).isEqualTo(7);
    }

    @Test
    void worksWithoutTransactionsAtABrokerThatHasNone() throws JMSException {
        provider.withoutXa();
        Session session = factory.createConnection().createSession();

        session.createProducer(queue).send(session.createTextMessage("at once"));

        assertThat(provider.last().events()).containsExactly("auto send");
        assertThatThrownBy(() -> pool.current().getXAResource()).isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("TERN-211").hasMessageContaining("no distributed transactions");
    }

    @Test
    void recoversWithoutTheClientIdThatTheApplicationHolds() throws ResourceException, XAException {
        managedFactory.setClientId("c1");
        provider.inDoubt().add(XID);

        ManagedConnection recovery = managedFactory.createManagedConnection(null, null);
        XAResource resource = recovery.getXAResource();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)).containsExactly(XID);
        resource.commit(XID, false);
        recovery.destroy();

        assertThat(provider.connections()).hasSize(1);
        assertThat(provider.last().settings().clientId()).isNull();
        assertThat(provider.last().events()).containsExactly("xa recover", "xa commit", "close");
        assertThat(provider.inDoubt()).isEmpty();
    }

    @Test
    void takesItsClientIdWhenItIsGivenOut() throws JMSException, ResourceException, XAException {
        managedFactory.setClientId("c1");
        Session session = factory.createConnection().createSession();

        pool.current().getXAResource().start(XID, XAResource.TMNOFLAGS);
        session.createProducer(queue).send(session.createTextMessage("hello"));

        assertThat(provider.connections()).extracting(connection -> connection.settings().clientId()).containsExactly(null, "c1");
        assertThat(provider.connections().get(0).events()).containsExactly("close");
        assertThat(provider.last().events()).containsExactly("xa start", "xa send");
    }

    @Test
    void takesItsClientIdWhenABranchIsStartedBeforeItIsGivenOut() throws ResourceException, XAException {
        managedFactory.setClientId("c1");
        ManagedConnection managed = managedFactory.createManagedConnection(null, null);

        managed.getXAResource().start(XID, XAResource.TMNOFLAGS);
        managed.getConnection(null, null);

        assertThat(provider.connections()).extracting(connection -> connection.settings().clientId()).containsExactly(null, "c1");
        assertThat(provider.last().events()).containsExactly("xa start");
    }

    private static void assertFails(ThrowingCallable call, int errorCode) {
        assertThatThrownBy(call).isInstanceOf(XAException.class)
                .satisfies(failure -> assertThat(((XAException) failure).errorCode).isEqualTo(errorCode));
    }
}
