package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.Bodies;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;

/** Makes the messages of a load: numbered bytes messages, nothing set but the body. */
final class Outbox {

    private final Bodies bodies;
    private final Ledger ledger;

    Outbox(int sizeBytes, Ledger ledger) {
        this.bodies = new Bodies(sizeBytes);
        this.ledger = ledger;
    }

    /** The next message, to be sent at this {@code System.nanoTime()}. */
    Message next(Session session, long intendedNs) throws JMSException {
        return message(session, intendedNs, ledger.next());
    }

    /** A message of a number that is known. */
    Message message(Session session, long intendedNs, int number) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(bodies.at(intendedNs, number));
        return message;
    }

    /** A message with the body of another. */
    Message reply(Session session, Message request) throws JMSException {
        BytesMessage reply = session.createBytesMessage();
        reply.writeBytes(body(request));
        return reply;
    }

    /** Reads a message's whole body. */
    static byte[] body(Message message) throws JMSException {
        BytesMessage bytes = (BytesMessage) message;
        byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
        bytes.readBytes(body);
        return body;
    }
}
