package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackRuntimeException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that send much: the limit is the broker's, its refusal is clear, and the session goes on. */
@Timeout(60)
class LargeTransactionTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private Path store;

    private EmbeddedServer server(int maxTransactionBytes) {
        return EmbeddedServer.start(store, Map.of("jmsMaxTransactionBytes", Integer.toString(maxTransactionBytes),
            "mappedFileSizeCommitLog", Integer.toString(256 << 20)));
    }

    @Test
    void moreThanTheLimitIsRolledBackAndTheSessionGoesOn() {
        try (EmbeddedServer server = server(1_000_000);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("large");
            for (int i = 0; i < 12; i++) {
                context.createProducer().send(queue, new byte[100_000]);
            }
            assertThatThrownBy(context::commit).isInstanceOf(TransactionRolledBackRuntimeException.class)
                .hasMessageContaining("(expected: at most 1000000): commit more often");

            context.createProducer().send(queue, "after");
            context.commit();
            assertThat(context.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreThanTheLimitRollsABranchBack(boolean isKnownAtTheEnd) throws Exception {
        try (EmbeddedServer server = server(1_000_000);
             XAConnection connection = new TernXAConnectionFactory(server.nameServerAddress()).createXAConnection()) {
            connection.start();
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            MessageProducer producer = session.createProducer(session.createQueue("large"));
            TestXid tooLarge = new TestXid(1);
            resource.start(tooLarge, XAResource.TMNOFLAGS);
            for (int i = 0; i < 12; i++) {
                producer.send(bytes(session, 100_000));
            }
            if (isKnownAtTheEnd) {
                // Its answer comes behind those to the messages.
                connection.createSession().createProducer(session.createQueue("other")).send(session.createMessage());
                assertRolledBack(() -> resource.end(tooLarge, XAResource.TMSUCCESS));
            } else {
                assertRolledBack(() -> {
                    resource.end(tooLarge, XAResource.TMSUCCESS);
                    resource.prepare(tooLarge);
                });
            }
            assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();

            TestXid small = new TestXid(2);
            resource.start(small, XAResource.TMNOFLAGS);
            producer.send(session.createTextMessage("after"));
            resource.end(small, XAResource.TMSUCCESS);
            resource.commit(small, true);
            MessageConsumer consumer = session.createConsumer(session.createQueue("large"));
            assertThat(consumer.receive(LONG_MS).getBody(String.class)).isEqualTo("after");
        }
    }

    private static void assertRolledBack(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(XAException.class, failure ->
            assertThat(failure.errorCode).isEqualTo(XAException.XA_RBROLLBACK))
            .hasMessageContaining("(expected: at most 1000000)");
    }

    private static BytesMessage bytes(Session session, int length) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[length]);
        return message;
    }

    @Test
    void manyMessagesWithLargePropertiesAreNoRequestThatIsTooLarge() throws JMSException {
        String large = "x".repeat(500_000);
        try (EmbeddedServer server = server(100 << 20);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("large");
            for (int i = 0; i < 60; i++) {
                context.createProducer().setProperty("large", large).send(queue, "");
            }
            context.commit();

            JMSConsumer consumer = context.createConsumer(queue);
            for (int i = 0; i < 60; i++) {
                Message received = consumer.receive(LONG_MS);
                assertThat(received).as("message %d", i).isNotNull();
                assertThat(received.getStringProperty("large")).isEqualTo(large);
            }
            context.commit();
        }
    }

    @Test
    void theLimitCanBeRaised() {
        try (EmbeddedServer server = server(100 << 20);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("large");
            for (int i = 0; i < 50; i++) {
                context.createProducer().setProperty("number", i).send(queue, new byte[1 << 20]);
            }
            context.commit();
            var consumer = context.createConsumer(queue);
            for (int i = 0; i < 50; i++) {
                assertThat(consumer.receiveBody(byte[].class, LONG_MS)).as("message %d", i).hasSize(1 << 20);
            }
            context.commit();
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }
}
