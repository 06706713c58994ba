package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakePool;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeXid;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Jakarta Messaging 3.1, chapter 12: what applications in web and EJB containers may not do, and what sessions are there. */
class ContainerRulesTest {

    private static final TernQueue QUEUE = new TernQueue("orders");
    private static final TernTopic TOPIC = new TernTopic("news");
    private static final CompletionListener COMPLETION = new CompletionListener() {
        @Override
        public void onCompletion(Message message) {
            throw new AssertionError("sent");
        }

        @Override
        public void onException(Message message, Exception exception) {
            throw new AssertionError("tried", exception);
        }
    };

    private final FakeProvider provider = new FakeProvider();
    private final FakePool pool = new FakePool();
    private final ConnectionFactory factory =
            Factories.lookUp(Factories.managed(new FakeAdapter(provider, "broker:9876"), null), pool);

    /** A call of the classic interfaces. */
    @FunctionalInterface
    interface Call {
        void on(Connection connection, Session session) throws JMSException;
    }

    /** A call of the simplified interface. */
    @FunctionalInterface
    interface ContextCall {
        void on(JMSContext context);
    }

    private static Arguments row(String name, Call call) {
        return Arguments.of(name, call);
    }

    private static Arguments contextRow(String name, ContextCall call) {
        return Arguments.of(name, call);
    }

    static Stream<Arguments> forbiddenCalls() {
        return Stream.of(
                row("Connection.setClientID", (connection, session) -> connection.setClientID("c1")),
                row("Connection.setExceptionListener", (connection, session) -> connection.setExceptionListener(failure -> { })),
                row("Connection.getExceptionListener", (connection, session) -> connection.getExceptionListener()),
                row("Connection.stop", (connection, session) -> connection.stop()),
                row("createConnectionConsumer", (connection, session) -> connection.createConnectionConsumer(QUEUE, null, null, 1)),
                row("createSharedConnectionConsumer",
                        (connection, session) -> connection.createSharedConnectionConsumer(TOPIC, "s", null, null, 1)),
                row("createDurableConnectionConsumer",
                        (connection, session) -> connection.createDurableConnectionConsumer(TOPIC, "s", null, null, 1)),
                row("createSharedDurableConnectionConsumer",
                        (connection, session) -> connection.createSharedDurableConnectionConsumer(TOPIC, "s", null, null, 1)),
                row("Session.setMessageListener", (connection, session) -> session.setMessageListener(message -> { })),
                row("Session.getMessageListener", (connection, session) -> session.getMessageListener()),
                row("MessageConsumer.setMessageListener",
                        (connection, session) -> session.createConsumer(QUEUE).setMessageListener(message -> { })),
                row("MessageConsumer.getMessageListener", (connection, session) -> session.createConsumer(QUEUE).getMessageListener()),
                row("send(message, listener)",
                        (connection, session) -> session.createProducer(QUEUE).send(session.createMessage(), COMPLETION)),
                row("send(message, qualities, listener)",
                        (connection, session) -> session.createProducer(QUEUE).send(session.createMessage(), 1, 4, 0, COMPLETION)),
                row("send(destination, message, listener)",
                        (connection, session) -> session.createProducer(null).send(QUEUE, session.createMessage(), COMPLETION)),
                row("send(destination, message, qualities, listener)", (connection, session) ->
                        session.createProducer(null).send(QUEUE, session.createMessage(), 1, 4, 0, COMPLETION)),
                row("Session.commit", (connection, session) -> session.commit()),
                row("Session.rollback", (connection, session) -> session.rollback()));
    }

    @ParameterizedTest(name = "12.2: {0}")
    @MethodSource("forbiddenCalls")
    void refusesWhatInterferesWithTheContainer(String name, Call call) throws JMSException {
        Connection connection = factory.createConnection();
        Session session = connection.createSession();

        assertThatThrownBy(() -> call.on(connection, session)).isInstanceOf(IllegalStateException.class)
                .satisfies(failure -> assertThat(((JMSException) failure).getErrorCode()).isEqualTo("TERN-209"));

        session.createProducer(QUEUE).send(session.createMessage());
        assertThat(provider.last().events()).contains("auto send").doesNotContain("stop", "setClientID");
        assertThat(pool.events()).as("the connection stays").isEmpty();
    }

    static Stream<Arguments> forbiddenContextCalls() {
        return Stream.of(
                contextRow("JMSContext.createContext", context -> context.createContext(Session.AUTO_ACKNOWLEDGE)),
                contextRow("JMSContext.setClientID", context -> context.setClientID("c1")),
                contextRow("JMSContext.setExceptionListener", context -> context.setExceptionListener(failure -> { })),
                contextRow("JMSContext.getExceptionListener", JMSContext::getExceptionListener),
                contextRow("JMSContext.stop", JMSContext::stop),
                contextRow("JMSProducer.setAsync", context -> context.createProducer().setAsync(COMPLETION)),
                contextRow("JMSConsumer.setMessageListener", context -> context.createConsumer(QUEUE).setMessageListener(message -> { })),
                contextRow("JMSConsumer.getMessageListener", context -> context.createConsumer(QUEUE).getMessageListener()),
                contextRow("JMSContext.commit", JMSContext::commit),
                contextRow("JMSContext.rollback", JMSContext::rollback));
    }

    @ParameterizedTest(name = "12.2: {0}")
    @MethodSource("forbiddenContextCalls")
    void refusesWhatInterferesWithTheContainerOnContexts(String name, ContextCall call) {
        JMSContext context = factory.createContext();

        assertThatThrownBy(() -> call.on(context)).isInstanceOf(IllegalStateRuntimeException.class)
                .satisfies(failure -> assertThat(((JMSRuntimeException) failure).getErrorCode()).isEqualTo("TERN-209"));

        context.createProducer().send(QUEUE, "goes on");
        assertThat(provider.last().events()).contains("auto send").doesNotContain("stop", "setClientID");
    }

    /** 12.2: one session that is not closed. */
    @Test
    void allowsOneSessionPerConnection() throws JMSException {
        Connection connection = factory.createConnection();
        Session first = connection.createSession();
        assertThatThrownBy(connection::createSession).isInstanceOf(JMSException.class)
                .satisfies(failure -> assertThat(((JMSException) failure).getErrorCode()).isEqualTo("TERN-210"));

        first.close();

        assertThat(connection.createSession()).isNotSameAs(first);
    }

    /** 12.3: outside of a transaction a session is not transacted, and acknowledges by itself or lazily. */
    @ParameterizedTest(name = "12.3: createSession({0}, {1}) outside of a transaction has mode {2}")
    @CsvSource({"false, 1, 1", "false, 2, 1", "false, 3, 3", "true, 0, 1", "true, 1, 1", "true, 3, 3"})
    void hasNoLocalTransactionsAndNoClientAcknowledgement(boolean isTransacted, int mode, int expected) throws JMSException {
        Session session = factory.createConnection().createSession(isTransacted, mode);

        assertThat(session.getTransacted()).isFalse();
        assertThat(session.getAcknowledgeMode()).isEqualTo(expected);
    }

    /** 12.3: in a transaction the arguments mean nothing. */
    @ParameterizedTest(name = "12.3: createSession({0}, {1}) in a transaction is transacted")
    @CsvSource({"false, 1", "false, 2", "false, 3", "true, 0"})
    void takesPartInTheTransactionWhateverItWasCreatedWith(boolean isTransacted, int mode)
            throws JMSException, ResourceException, XAException {
        Session session = factory.createConnection().createSession(isTransacted, mode);
        pool.current().getXAResource().start(new FakeXid(1), XAResource.TMNOFLAGS);

        session.createProducer(QUEUE).send(session.createMessage());

        assertThat(session.getTransacted()).isTrue();
        assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        assertThat(provider.last().events()).containsExactly("xa start", "xa send");
    }

    /** 12.3: acknowledging is the session's or the transaction's; asking for it is no error and enlists nothing. */
    @Test
    void takesNoNoticeOfAcknowledge() {
        JMSContext context = factory.createContext(Session.CLIENT_ACKNOWLEDGE);
        assertThat(context.getSessionMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);

        context.acknowledge();
        context.recover();

        assertThat(provider.last().events()).isEmpty();
        context.close();
        assertThatThrownBy(context::acknowledge).isInstanceOf(IllegalStateRuntimeException.class);
    }
}
