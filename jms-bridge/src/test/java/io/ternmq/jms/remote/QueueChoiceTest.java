package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where sessions of one connection send: each always to one queue id, all of them together to all. */
@Timeout(60)
class QueueChoiceTest {
    private static final int SESSIONS = 32;
    private static final long LONG_S = 20;

    private final ScriptedPeer peer = new ScriptedPeer();
    private Connection connection;

    @BeforeEach
    void connect() throws JMSException {
        connection = new TernConnectionFactory(peer.nameServerAddress()).createConnection();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        peer.close();
    }

    private List<String> queueIds() {
        return peer.received(RequestCode.SEND_MESSAGE_V2).stream().map(sent -> sent.fields().get("e")).toList();
    }

    private static void send(Session session) throws JMSException {
        session.createProducer(session.createQueue("orders")).send(session.createMessage());
    }

    private static Thread sending(Session session) {
        Thread thread = new Thread(() -> {
            try {
                send(session);
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void sessionsThatSendWhileTheFirstOneStillAsksUseAllQueues() throws Exception {
        var route = peer.answerLater(RequestCode.GET_ROUTEINFO_BY_TOPIC);
        List<Thread> threads = new ArrayList<>();
        threads.add(sending(connection.createSession()));
        Runnable answer = route.get(LONG_S, TimeUnit.SECONDS);
        for (int i = 1; i < SESSIONS; i++) {
            threads.add(sending(connection.createSession()));
        }
        await("the others have sent, or ask as well").until(() -> threads.stream().skip(1).allMatch(thread ->
            thread.getState() == Thread.State.TERMINATED || thread.getState() == Thread.State.BLOCKED));

        answer.run();

        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(LONG_S));
        }
        assertThat(queueIds()).hasSize(SESSIONS).contains("0", "1", "2", "3");
    }

    @Test
    void sessionThatHasSentToANewTopicStaysAtItsQueueAndAsksNoMore() throws Exception {
        peer.refuse(RequestCode.GET_ROUTEINFO_BY_TOPIC, ResponseCode.TOPIC_NOT_EXIST, "none");
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(connection.createSession());
            send(sessions.get(i));
        }
        int asked = peer.received(RequestCode.GET_ROUTEINFO_BY_TOPIC).size();

        await("the time in which nobody asks again is over").atMost(LONG_S, TimeUnit.SECONDS).until(() -> {
            send(connection.createSession());
            return peer.received(RequestCode.GET_ROUTEINFO_BY_TOPIC).size() > asked;
        });
        int askedByOthers = peer.received(RequestCode.GET_ROUTEINFO_BY_TOPIC).size();
        for (Session session : sessions) {
            send(session);
        }

        assertThat(queueIds()).containsOnly("0");
        assertThat(peer.received(RequestCode.GET_ROUTEINFO_BY_TOPIC)).hasSize(askedByOthers);
    }
}
