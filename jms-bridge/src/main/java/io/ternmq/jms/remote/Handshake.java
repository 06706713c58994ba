package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.transport.Link;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Received;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Makes a fresh link a JMS connection: takes its session up again, or begins a new one. Waits for the broker. */
final class Handshake {
    private final String clientId;
    private final String connectionId;
    private final long leaseMs;
    private final long timeoutMs;

    /**
     * For all links of one connection.
     *
     * @param clientId  nullable
     * @param leaseMs   wished for
     * @param timeoutMs for each answer
     */
    Handshake(String clientId, String connectionId, long leaseMs, long timeoutMs) {
        this.clientId = clientId;
        this.connectionId = connectionId;
        this.leaseMs = leaseMs;
        this.timeoutMs = timeoutMs;
    }

    String connectionId() {
        return connectionId;
    }

    /** Begins a session. */
    Connect.Reply begin(Link link) throws JMSException {
        return ask(link, new Connect(clientId, connectionId, leaseMs, 0).toFrame());
    }

    /**
     * Takes a session up again.
     *
     * @return null when it has ended
     */
    Connect.Reply takeUp(Link link, long epoch, List<Received> received) throws JMSException {
        ByteBuf body = Unpooled.buffer(Received.LENGTH_BYTES * received.size());
        Received.encode(received, body);
        try {
            return ask(link, new Connect(clientId, connectionId, leaseMs, epoch).toFrame().body(body));
        } catch (JMSException e) {
            if (JmsErrors.LEASE_LOST.equals(e.getErrorCode())) {
                return null;
            }
            throw e;
        }
    }

    private Connect.Reply ask(Link link, Frame request) throws JMSException {
        try {
            return Replies.read(link.request(request, timeoutMs), "Connecting to the broker at " + link.remoteAddress(),
                answer -> Connect.Reply.from(answer.fields())).get();
        } catch (ExecutionException e) {
            throw Replies.toException(e.getCause(), "Connecting to the broker");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while connecting to the broker", e);
        }
    }
}
