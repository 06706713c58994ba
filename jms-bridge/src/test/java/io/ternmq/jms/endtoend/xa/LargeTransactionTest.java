package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.Map;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that send more than the broker holds in memory, and more than a log file. */
@Timeout(60)
class LargeTransactionTest {
    private static final long LONG_MS = 10_000;
    private static final int LOG_FILE_BYTES = 16 << 20;

    @TempDir
    private Path store;

    private EmbeddedServer server(int transactionMemoryBytes) {
        return EmbeddedServer.start(store, Map.of("jmsTransactionMemoryBytes", Integer.toString(transactionMemoryBytes),
            "mappedFileSizeCommitLog", Integer.toString(LOG_FILE_BYTES)));
    }

    @Test
    void moreThanALogFileIsCommittedAtOnceAndComesInOrder() throws JMSException {
        try (EmbeddedServer server = server(1_000_000);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED);
             JMSContext other = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("large");
            JMSConsumer consumer = other.createConsumer(queue);
            for (int i = 0; i < 200; i++) {
                context.createProducer().setProperty("number", i).send(queue, new byte[100_000]);
            }
            assertThat(consumer.receiveNoWait()).as("before it is committed").isNull();
            context.commit();
            context.createProducer().setProperty("number", 200).send(queue, "after");
            context.commit();

            for (int i = 0; i <= 200; i++) {
                Message message = consumer.receive(LONG_MS);
                assertThat(message).as("message %d", i).isNotNull();
                assertThat(message.getIntProperty("number")).isEqualTo(i);
            }
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void moreThanALogFileIsRolledBack() {
        try (EmbeddedServer server = server(1_000_000);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("large");
            for (int i = 0; i < 200; i++) {
                context.createProducer().send(queue, new byte[100_000]);
            }
            context.rollback();
            context.createProducer().send(queue, "after");
            context.commit();

            assertThat(context.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBranchOfMoreThanALogFileIsCommitted(boolean isOnePhase) throws Exception {
        try (EmbeddedServer server = server(1_000_000);
             XAConnection connection = new TernXAConnectionFactory(server.nameServerAddress()).createXAConnection()) {
            connection.start();
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            Queue queue = session.createQueue("large");
            MessageProducer producer = session.createProducer(queue);
            TestXid large = new TestXid(1);
            resource.start(large, XAResource.TMNOFLAGS);
            for (int i = 0; i < 200; i++) {
                producer.send(bytes(session, 100_000));
            }
            resource.end(large, XAResource.TMSUCCESS);
            if (!isOnePhase) {
                assertThat(resource.prepare(large)).isEqualTo(XAResource.XA_OK);
                assertThat(resource.recover(XAResource.TMSTARTRSCAN)).hasSize(1);
            }
            resource.commit(large, isOnePhase);

            MessageConsumer consumer = session.createConsumer(queue);
            for (int i = 0; i < 200; i++) {
                assertThat(consumer.receive(LONG_MS)).as("message %d", i).isNotNull();
            }
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    /** Both processes have 256 MB. */
    @Test
    void moreThanTheMemoryOfBrokerAndClientIsSentAndReceivedInOneTransactionEach() throws Exception {
        String nameServerPort = Integer.toString(FreePorts.next());
        try (JavaProcess broker = new JavaProcess(KillableBroker.class, store.toString(), Integer.toString(FreePorts.next()), nameServerPort)) {
            broker.awaitLine(KillableBroker.READY);
            try (JavaProcess client = new JavaProcess(LargeTransactionClient.class, "127.0.0.1:" + nameServerPort, "300", "1000000")) {
                client.awaitLine(LargeTransactionClient.DONE);
                assertThat(client.awaitEnd()).isZero();
            }
        }
    }

    @Test
    void aMessageThatCouldNotBeConvertedOutsideOfABranchKeepsItsContent() {
        try (EmbeddedServer server = server(1_000_000);
             XAJMSContext context = new TernXAConnectionFactory(server.nameServerAddress()).createXAContext()) {
            Queue queue = context.createQueue("queue");
            context.createProducer().send(queue, "hello");
            JMSConsumer consumer = context.createConsumer(queue);

            assertThatThrownBy(() -> consumer.receiveBody(Integer.class, LONG_MS)).isInstanceOf(MessageFormatRuntimeException.class);

            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("hello");
        }
    }

    @Test
    void moreThan200000AcknowledgementsAreOneTransaction() {
        int count = 210_000;
        try (EmbeddedServer server = server(1_000_000);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("many");
            for (int i = 0; i < count; i++) {
                context.createProducer().send(queue, "");
                if (i % 10_000 == 0) {
                    context.commit();
                }
            }
            context.commit();
            JMSConsumer consumer = context.createConsumer(queue);
            for (int i = 0; i < count; i++) {
                assertThat(consumer.receive(LONG_MS)).as("message %d", i).isNotNull();
            }
            context.commit();
            context.rollback();
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    private static BytesMessage bytes(Session session, int length) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[length]);
        return message;
    }

    @Test
    void manyMessagesWithLargePropertiesAreNoRequestThatIsTooLarge() throws JMSException {
        String large = "x".repeat(500_000);
        try (EmbeddedServer server = server(8 << 20);
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
}
