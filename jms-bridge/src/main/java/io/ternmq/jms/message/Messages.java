package io.ternmq.jms.message;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.wire.jms.BodyType;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Enumeration;

/** Makes messages: from what was received, and from other providers' messages. Immutable. */
public final class Messages {
    private static final System.Logger LOG = System.getLogger(Messages.class.getName());

    private final TrustedClasses trusted;

    /**
     * @param trusted what object messages may bring to life
     */
    public Messages(TrustedClasses trusted) {
        this.trusted = trusted;
    }

    /** An empty message of a kind. */
    public TernMessage create(BodyType type) {
        return switch (type) {
            case TEXT -> new TernTextMessage(null);
            case BYTES -> new TernBytesMessage();
            case MAP -> new TernMapMessage();
            case STREAM -> new TernStreamMessage();
            case OBJECT -> new TernObjectMessage(trusted);
            case NONE -> new TernMessage();
        };
    }

    /** A received message; a BytesMessage when its body is not what its header says, since nothing may be lost. */
    public TernMessage received(InboundMessage message, int deliveryCount, Acknowledger acknowledger) {
        TernMessage result = create(message.header().bodyType());
        try {
            result.receive(message, deliveryCount, acknowledger);
            return result;
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "The body of message " + message.messageId() + " is no "
                + message.header().bodyType() + ": it is delivered as bytes", e);
            TernMessage bytes = new TernBytesMessage();
            bytes.receive(message, deliveryCount, acknowledger);
            return bytes;
        }
    }

    /** The message itself when it is ours, otherwise a copy of it. */
    public TernMessage ours(Message message) throws JMSException {
        if (message == null) {
            throw MessageErrors.format("message: null (expected: a message)", null);
        }
        if (message instanceof TernMessage ours) {
            return ours;
        }
        TernMessage copy = create(kindOf(message));
        copy.copyBody(message);
        copy.setJMSCorrelationID(message.getJMSCorrelationID());
        copy.setJMSReplyTo(replyToOf(message));
        copy.setJMSType(message.getJMSType());
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            copy.properties().copy(name, message.getObjectProperty(name));
        }
        return copy;
    }

    // The specification wants the message to be sent, whatever its JMSReplyTo is (3.12).
    private static Destination replyToOf(Message message) throws JMSException {
        Destination replyTo = message.getJMSReplyTo();
        try {
            return replyTo == null ? null : Destinations.require(replyTo);
        } catch (InvalidDestinationException e) {
            LOG.log(System.Logger.Level.WARNING, "A message of " + message.getClass().getName() + " is sent without its JMSReplyTo", e);
            return null;
        }
    }

    private static BodyType kindOf(Message message) {
        if (message instanceof TextMessage) {
            return BodyType.TEXT;
        } else if (message instanceof BytesMessage) {
            return BodyType.BYTES;
        } else if (message instanceof MapMessage) {
            return BodyType.MAP;
        } else if (message instanceof StreamMessage) {
            return BodyType.STREAM;
        }
        return message instanceof ObjectMessage ? BodyType.OBJECT : BodyType.NONE;
    }
}
