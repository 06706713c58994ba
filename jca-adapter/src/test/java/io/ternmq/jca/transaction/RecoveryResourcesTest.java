package io.ternmq.jca.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeProvider;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who connects, and when, to end branches of other connections. */
class RecoveryResourcesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeProvider provider = new FakeProvider();
    private final FakeAdapter adapter = new FakeAdapter(provider, "broker:9876");
    private final RecoveryResources resources = new RecoveryResources(adapter);

    @Test
    void keepsOneForEachBrokerAndUser() throws XAException {
        ConnectionSettings settings = adapter.settings();
        XAResource first = resources.at(settings);
        first.recover(XAResource.TMNOFLAGS);
        first.recover(XAResource.TMNOFLAGS);

        assertThat(resources.at(settings)).isSameAs(first);
        assertThat(resources.at(settings.withUser("other", "secret"))).isNotSameAs(first);
        assertThat(provider.connections()).hasSize(1);
    }

    @Test
    void whoIsInLineBehindAnAttemptThatFailsMakesNoneOfItsOwn() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch mayFail = new CountDownLatch(1);
        XAResource resource = resources.of("owner", () -> {
            attempts.incrementAndGet();
            await(mayFail);
            throw new JMSException("nobody there");
        }, "of a test");
        List<FutureTask<Integer>> callers = Stream.generate(() -> new FutureTask<>(() -> codeOf(resource))).limit(4).toList();
        List<Thread> threads = callers.stream().map(Thread::new).toList();

        threads.forEach(Thread::start);
        Awaitility.await("all but one in line").atMost(PATIENCE).until(() ->
                threads.stream().filter(thread -> thread.getState() == Thread.State.BLOCKED).count() == 3);
        mayFail.countDown();

        for (FutureTask<Integer> caller : callers) {
            assertThat(caller.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(XAException.XAER_RMFAIL);
        }
        assertThat(attempts).hasValue(1);
        assertThat(codeOf(resource)).isEqualTo(XAException.XAER_RMFAIL);
        assertThat(attempts).as("who comes later tries").hasValue(2);
    }

    private static void await(CountDownLatch latch) throws JMSException {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new JMSException("held for too long");
            }
        } catch (InterruptedException e) {
            throw new JMSException(e.toString());
        }
    }

    /** What a call fails with. */
    private static int codeOf(XAResource resource) {
        try {
            resource.recover(XAResource.TMNOFLAGS);
            return XAResource.XA_OK;
        } catch (XAException e) {
            return e.errorCode;
        }
    }

    @Test
    void connectsNoMoreOnceItIsStopped() throws XAException {
        XAResource before = resources.at(adapter.settings());
        before.recover(XAResource.TMNOFLAGS);

        resources.stop();

        assertThat(provider.last().events()).endsWith("close");
        assertThatThrownBy(() -> before.recover(XAResource.TMNOFLAGS)).isInstanceOf(XAException.class).hasMessageContaining("stopped");
        assertThat(codeOf(resources.at(adapter.settings().withUser("other", "secret")))).isEqualTo(XAException.XAER_RMFAIL);
        assertThat(provider.connections()).hasSize(1);
    }
}
