package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §6.1.5, §6.1.8, §6.2.15, §7.3.4, §8.8 and the Javadoc: what listeners may start, stop and close. */
class CallsInListenersTest extends SpecServer {
    private final List<Object> outcomes = new CopyOnWriteArrayList<>();
    private final CountDownLatch isBusy = new CountDownLatch(1);

    private void call(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        outcomes.add(failure == null ? "done" : failure);
    }

    /** Makes the calls with the first message; then says what each message is. */
    private MessageListener calling(ThrowingCallable... calls) {
        List<ThrowingCallable> left = new ArrayList<>(Arrays.asList(calls));
        return message -> {
            left.forEach(this::call);
            left.clear();
            outcomes.add(text(message));
        };
    }

    private CompletionListener completing(ThrowingCallable call) {
        return new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                call(call);
            }

            @Override
            public void onException(Message message, Exception exception) {
                outcomes.add(exception);
            }
        };
    }

    private static String text(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitOutcomes(int count) {
        await("calls and messages").untilAsserted(() -> assertThat(outcomes).hasSize(count));
    }

    private void assertNothingIsLeft(Queue queue) throws JMSException {
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    void listenerMayNotEndItsSessionOrConnection() throws JMSException {
        try (Connection own = factory.createConnection()) {
            Session listening = own.createSession();
            listening.createConsumer(queueWith("1", "2")).setMessageListener(calling(own::stop, own::close, listening::close));
            own.start();
            awaitOutcomes(5);

            assertThat(outcomes.subList(0, 3)).allMatch(outcome -> outcome instanceof IllegalStateException);
            assertThat(outcomes.subList(3, 5)).as("goes on").containsExactly("1", "2");
        }
        assertNothingIsLeft(queue());
    }

    @Test
    void listenerMayNotEndItsContext() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            context.createConsumer(queueWith("1", "2")).setMessageListener(calling(context::stop, context::close));
            awaitOutcomes(4);

            assertThat(outcomes.subList(0, 2)).allMatch(outcome -> outcome instanceof IllegalStateRuntimeException);
            assertThat(outcomes.subList(2, 4)).as("goes on").containsExactly("1", "2");
            assertThat(context.getSessionMode()).as("is open").isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
        }
        assertNothingIsLeft(queue());
    }

    // All contexts of a connection stop with it: the listener's own as well.
    @Test
    void listenerMayNotStopAnotherContextOfItsConnection() throws JMSException {
        try (JMSContext context = factory.createContext(); JMSContext other = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            context.createConsumer(queueWith("1")).setMessageListener(calling(other::stop));
            awaitOutcomes(2);

            assertThat(outcomes.get(0)).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    void listenerMayStartItsConnection() throws JMSException {
        try (Connection own = factory.createConnection(); JMSContext context = factory.createContext()) {
            own.createSession().createConsumer(queueWith("1", "2")).setMessageListener(calling(own::start));
            own.start();
            awaitOutcomes(3);
            Queue second = session.createQueue(name + "-context");
            context.createProducer().send(second, "3").send(second, "4");
            context.createConsumer(second).setMessageListener(calling(context::start));
            awaitOutcomes(6);

            assertThat(outcomes).containsExactly("done", "1", "2", "done", "3", "4");
        }
    }

    @Test
    void listenerMayCloseItsConsumerAndItsMessageIsAcknowledged() throws JMSException {
        Queue queue = queueWith("1", "2");
        try (Connection own = factory.createConnection()) {
            MessageConsumer consumer = own.createSession().createConsumer(queue);
            consumer.setMessageListener(calling(consumer::close));
            own.start();
            awaitOutcomes(2);
        }
        try (JMSContext context = factory.createContext()) {
            JMSConsumer simplified = context.createConsumer(queue);
            simplified.setMessageListener(calling(simplified::close));
            awaitOutcomes(4);

            assertThat(outcomes).containsExactly("done", "1", "done", "2");
        }
        assertNothingIsLeft(queue());
    }

    @Test
    void listenerMayCloseAnotherConsumerOfItsSession() throws JMSException {
        Queue others = session.createQueue(name + "-others");
        try (JMSContext context = factory.createContext()) {
            context.setAutoStart(false);
            JMSConsumer other = context.createConsumer(others);
            other.setMessageListener(message -> outcomes.add("other"));
            context.createConsumer(queueWith("1", "2")).setMessageListener(calling(other::close));
            context.start();
            awaitOutcomes(3);
            context.createProducer().send(others, "left");

            assertThat(outcomes).containsExactly("done", "1", "2");
            assertThat(body(session.createConsumer(others))).isEqualTo("left");
        }
    }

    @Test
    void closeOfAnotherSessionWaitsForItsListener() throws JMSException {
        try (Connection own = factory.createConnection()) {
            Session other = own.createSession();
            Session closing = own.createSession();
            MessageListener busy = busyUntilClosed(other::getTransacted);
            own.start();
            other.createConsumer(queueWith("other")).setMessageListener(busy);
            awaitBusy();
            Queue second = session.createQueue(name + "-closing");
            closing.createConsumer(second).setMessageListener(calling(other::close));
            session.createProducer(second).send(session.createTextMessage("closing"));
            awaitOutcomes(3);

            assertThat(outcomes).containsExactly("other", "done", "closing");
        }
        assertNothingIsLeft(queue());
    }

    @Test
    void closeOfAnotherContextWaitsForItsListenerAndLeavesTheConnection() throws JMSException {
        try (JMSContext closing = factory.createContext()) {
            JMSContext other = closing.createContext(JMSContext.AUTO_ACKNOWLEDGE);
            other.createConsumer(queueWith("other")).setMessageListener(busyUntilClosed(other::getTransacted));
            awaitBusy();
            Queue second = session.createQueue(name + "-closing");
            closing.createConsumer(second).setMessageListener(calling(other::close));
            closing.createProducer().send(second, "closing").send(second, "still open");
            awaitOutcomes(4);

            assertThat(outcomes).containsExactly("other", "done", "closing", "still open");
        }
        assertNothingIsLeft(queue());
    }

    private void awaitBusy() {
        await("listener at work").until(() -> isBusy.getCount() == 0);
    }

    /** Returns when somebody has begun to close what it belongs to, as others see by this call. */
    private MessageListener busyUntilClosed(ThrowingCallable use) {
        CountDownLatch isClosing = new CountDownLatch(1);
        Thread watching = new Thread(() -> {
            await("begin of close").until(() -> catchThrowable(use) != null);
            isClosing.countDown();
        }, "watching");
        watching.start();
        return message -> {
            isBusy.countDown();
            try {
                outcomes.add(isClosing.await(LONG_MS, TimeUnit.MILLISECONDS) ? text(message) : "was not closed");
            } catch (InterruptedException e) {
                outcomes.add(e);
            }
        };
    }

    @Test
    void completionListenerMayNotEndItsContextOrTransaction() throws JMSException {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(context::close, context::commit, context::rollback)) {
                context.createProducer().setAsync(completing(call)).send(queue(), "1");
            }
            awaitOutcomes(3);
            assertThat(outcomes).allMatch(outcome -> outcome instanceof IllegalStateRuntimeException);
            context.createProducer().setAsync(completing(context::stop)).send(queue(), "1");
            awaitOutcomes(4);
            assertThat(outcomes.get(3)).isEqualTo("done");
            context.commit();
        }
        MessageConsumer consumer = session.createConsumer(queue());
        for (int i = 0; i < 4; i++) {
            assertThat(body(consumer)).isEqualTo("1");
        }
    }

    @Test
    void completionListenerMayCloseAnotherSessionOrContext() throws JMSException {
        Session other = connection.createSession(true, Session.SESSION_TRANSACTED);
        session.createProducer(queue()).send(session.createMessage(), completing(other::close));
        awaitOutcomes(1);
        try (JMSContext context = factory.createContext()) {
            JMSContext another = context.createContext(JMSContext.SESSION_TRANSACTED);
            context.createProducer().setAsync(completing(another::close)).send(queue(), "2");
            awaitOutcomes(2);
        }
        assertThat(outcomes).containsExactly("done", "done");
        assertThat(catchThrowable(other::getTransacted)).isInstanceOf(IllegalStateException.class);
    }

    // Its thread runs the callbacks that commit waits for, which still may not end the session.
    @Test
    void listenerThatCommitsMayNotEndItsSessionInACallbackEither() throws JMSException {
        try (Connection own = factory.createConnection()) {
            Session transacted = own.createSession(true, Session.SESSION_TRANSACTED);
            Queue answers = session.createQueue(name + "-answers");
            transacted.createConsumer(queueWith("1")).setMessageListener(message -> call(() -> {
                transacted.createProducer(answers).send(transacted.createTextMessage("answer"), completing(transacted::rollback));
                transacted.commit();
            }));
            own.start();
            awaitOutcomes(2);

            assertThat(outcomes.get(0)).isInstanceOf(IllegalStateException.class);
            assertThat(outcomes.get(1)).isEqualTo("done");
            assertThat(body(session.createConsumer(answers))).isEqualTo("answer");
        }
        assertNothingIsLeft(queue());
    }
}
