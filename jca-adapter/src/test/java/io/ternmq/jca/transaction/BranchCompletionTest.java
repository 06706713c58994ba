package io.ternmq.jca.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeXaResource;
import io.ternmq.jca.fake.FakeXid;
import jakarta.jms.JMSException;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a transaction manager is told of branches whose connection is lost at each step of their end. */
class BranchCompletionTest {

    private static final FakeXid XID = new FakeXid(1);
    private static final JMSException LOST = new JMSException("link lost", "TERN-102");

    private final FakeProvider provider = new FakeProvider();
    private final FakeAdapter adapter = new FakeAdapter(provider, "broker:9876");
    private final FakeXaResource own = resource();
    private final BranchCompletion completion = completion(adapter.settings());

    private FakeXaResource resource() {
        try {
            provider.xaConnectionFactory(adapter.settings()).createXAConnection();
            return provider.last().xaResource();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private BranchCompletion completion(ConnectionSettings settings) {
        return new BranchCompletion(adapter, settings, () -> own);
    }

    /** The resource that the branches are ended with elsewhere, connected by now. */
    private FakeXaResource elsewhere() throws XAException {
        adapter.recovery(adapter.settings()).recover(XAResource.TMNOFLAGS);
        provider.last().events().clear();
        return provider.last().xaResource();
    }

    private void loseNext() {
        own.failNext(XAException.XAER_RMFAIL, LOST);
    }

    @Test
    void leavesABranchWhoseConnectionStandsToIt() throws XAException {
        completion.started(XID);

        assertThat(completion.prepare(XID)).isEqualTo(XAResource.XA_OK);
        completion.commit(XID, false);

        assertThat(provider.connections()).hasSize(1);
    }

    @Test
    void preparesAgainWhenTheAnswerIsLost() throws XAException {
        completion.started(XID);
        loseNext();

        assertThat(completion.prepare(XID)).isEqualTo(XAResource.XA_OK);

        assertThat(provider.last().events()).containsExactly("xa prepare");
    }

    @Test
    void saysThatABranchIsRolledBackWhichTheBrokerDoesNotKnowWhenItIsAskedToPrepareAgain() throws XAException {
        completion.started(XID);
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XAER_NOTA);

        assertFails(() -> completion.prepare(XID), XAException.XA_RBCOMMFAIL);
    }

    @Test
    void rollsABranchBackThatItsSessionCouldNotEnd() throws XAException {
        completion.started(XID);
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XAER_PROTO);

        assertFails(() -> completion.prepare(XID), XAException.XA_RBCOMMFAIL);

        assertThat(provider.last().events()).containsExactly("xa prepare", "xa rollback");
    }

    @Test
    void passesOnThatTheBrokerHasRolledABranchBackMeanwhile() throws XAException {
        completion.started(XID);
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XA_RBTIMEOUT);

        assertFails(() -> completion.prepare(XID), XAException.XA_RBTIMEOUT);
    }

    @Test
    void rollsBackAPreparedBranchElsewhereAndTakesAnUnknownOneForDone() throws XAException {
        completion.started(XID);
        completion.prepare(XID);
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XAER_NOTA);

        completion.rollback(XID);

        assertThat(provider.last().events()).containsExactly("xa rollback");
    }

    @Test
    void takesAPreparedBranchForCommittedThatIsNotKnownAnyMoreWhenThatWasAskedBefore() throws XAException {
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XAER_NOTA);

        completion.commit(XID, false);

        assertThat(provider.last().events()).containsExactly("xa commit");
    }

    @Test
    void wondersAboutAPreparedBranchThatIsNotKnownWhenNobodyHasCommittedIt() throws XAException {
        FakeXaResource other = elsewhere();
        other.failNext(XAException.XAER_NOTA);
        BranchCompletion gone = new BranchCompletion(adapter, adapter.settings(), () -> {
            throw BranchCompletion.failure(XAException.XAER_RMFAIL, "gone", LOST);
        });

        assertFails(() -> gone.commit(XID, false), XAException.XAER_NOTA);
    }

    @Test
    void waitsForNobodyToRollBackWhatWasNeverPrepared() {
        provider.refuse(Integer.MAX_VALUE);
        completion.started(XID);
        loseNext();

        assertFails(() -> completion.rollback(XID), XAException.XA_RBCOMMFAIL);
    }

    @Test
    void learnsHowACommitInOnePhaseHasEnded() throws XAException {
        completion.started(XID);
        FakeXaResource other = elsewhere();
        loseNext();
        completion.commit(XID, true);
        assertThat(provider.last().events()).containsExactly("xa commit in one phase");

        loseNext();
        other.failNext(XAException.XA_RBCOMMFAIL);
        assertFails(() -> completion.commit(XID, true), XAException.XA_RBCOMMFAIL);
    }

    @Test
    void waitsForTheEndOfTheSessionBeforeACommitInOnePhaseIsCalledUndone() throws XAException {
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XAER_PROTO);

        completion.commit(XID, true);

        assertThat(provider.last().events()).containsExactly("xa commit in one phase", "xa commit in one phase");
    }

    @Test
    void doesNotGuessHowACommitInOnePhaseHasEnded() throws XAException {
        FakeXaResource other = elsewhere();
        loseNext();
        other.failNext(XAException.XAER_NOTA);

        assertFails(() -> completion.commit(XID, true), XAException.XAER_RMFAIL);
    }

    @Test
    void waitsNoLongerThanItIsTold() {
        provider.refuse(Integer.MAX_VALUE);
        ConnectionSettings hasty = new ConnectionSettings("broker:9876", null, null, null, Map.of("reconnectTimeoutMs", "0"));
        loseNext();

        assertFails(() -> completion(hasty).commit(XID, false), XAException.XAER_RMFAIL);
    }

    @Test
    void waitsForNobodyWhenTheAdapterIsStopped() {
        adapter.stop();
        loseNext();

        assertFails(() -> completion.commit(XID, false), XAException.XAER_RMFAIL);
        assertThat(provider.connections()).hasSize(1);
    }

    @Test
    void passesOnFailuresOfABrokerThatCanBeReached() {
        own.failNext(XAException.XAER_RMFAIL, new JMSException("busy", "TERN-105"));

        assertFails(() -> completion.commit(XID, false), XAException.XAER_RMFAIL);
        assertThat(provider.connections()).hasSize(1);
    }

    private static void assertFails(ThrowingCallable call, int errorCode) {
        assertThatThrownBy(call).isInstanceOf(XAException.class)
                .satisfies(failure -> assertThat(((XAException) failure).errorCode).isEqualTo(errorCode));
    }
}
