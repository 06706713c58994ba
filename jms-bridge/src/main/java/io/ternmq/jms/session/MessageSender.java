package io.ternmq.jms.session;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.core.SendCompletion;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.TernMessage;
import io.ternmq.wire.jms.JmsProperties;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Map;

/** Sends for both kinds of producer: header fields by the book, foreign messages, completion listeners. */
final class MessageSender {
    /** The latest time that is sent: the year 33658. */
    private static final long MAX_TIME_MS = 1_000_000_000_000_000L;

    private final SessionCore session;
    private final TernConnection connection;
    private volatile Thread calledBack;

    MessageSender(TernConnection connection, SessionCore session) {
        this.connection = connection;
        this.session = session;
    }

    /**
     * How to send.
     *
     * @param deliveryMode      of jakarta.jms.DeliveryMode
     * @param priority          0 to 9
     * @param timeToLiveMs      0 for ever
     * @param deliveryDelayMs   time between the call and the earliest delivery
     * @param hasTimestamp      whether JMSTimestamp is wanted
     */
    record Quality(int deliveryMode, int priority, long timeToLiveMs, long deliveryDelayMs, boolean hasTimestamp) {
        static final Quality DEFAULT = new Quality(Message.DEFAULT_DELIVERY_MODE, Message.DEFAULT_PRIORITY,
            Message.DEFAULT_TIME_TO_LIVE, Message.DEFAULT_DELIVERY_DELAY, true);

        Quality {
            requireValid(deliveryMode == DeliveryMode.PERSISTENT || deliveryMode == DeliveryMode.NON_PERSISTENT, "delivery mode",
                deliveryMode, "1 or 2");
            requireValid(priority >= 0 && priority <= 9, "priority", priority, "0 to 9");
            requireValid(timeToLiveMs >= 0, "time to live", timeToLiveMs, ">= 0");
            requireValid(deliveryDelayMs >= 0, "delivery delay", deliveryDelayMs, ">= 0");
        }

        private static void requireValid(boolean isValid, String what, long value, String expected) {
            if (!isValid) {
                throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
            }
        }

        /** As the constructor, for API methods that throw JMSException. */
        static Quality of(int deliveryMode, int priority, long timeToLiveMs, long deliveryDelayMs, boolean hasTimestamp)
                throws JMSException {
            try {
                return new Quality(deliveryMode, priority, timeToLiveMs, deliveryDelayMs, hasTimestamp);
            } catch (IllegalArgumentException e) {
                throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, e.getMessage(), e);
            }
        }
    }

    void send(TernDestination target, Message message, Quality quality, CompletionListener listener) throws JMSException {
        TernMessage ours = connection.messages().ours(message);
        String rawId = connection.core().newMessageId();
        long nowMs = System.currentTimeMillis();
        setHeader(ours, target, quality, rawId, nowMs);
        if (ours != message) {
            setHeader(message, target, quality, rawId, nowMs);
        }
        OutboundMessage outbound = ours.toOutbound(target, rawId, session.lane(), connection.origin());
        requireSize(outbound);
        if (listener == null) {
            session.send(outbound);
        } else {
            session.sendAsync(outbound, new Completion(listener, message));
        }
    }

    // Here, since many a send is not waited for: the caller has to know what the broker will never take.
    private void requireSize(OutboundMessage message) throws JMSException {
        int limitBytes = connection.core().facts().maxMessageSizeBytes();
        if (message.body().length > limitBytes) {
            throw tooLarge("body has " + message.body().length + " bytes, the broker takes at most " + limitBytes);
        }
        if (message.properties().size() > JmsProperties.MAX_COUNT) {
            throw tooLarge(message.properties().size() + " properties are too many, there may be " + JmsProperties.MAX_COUNT);
        }
        // Large properties travel with the body. They have at least as many bytes as chars.
        long length = message.body().length;
        for (Map.Entry<String, Object> property : message.properties().entrySet()) {
            length += property.getKey().length() + (property.getValue() instanceof String text ? text.length() : 1);
        }
        if (length > limitBytes) {
            throw tooLarge("body and properties have " + length + " bytes or more, the broker takes at most " + limitBytes);
        }
    }

    private static JMSException tooLarge(String what) {
        return JmsErrors.of(JmsErrors.TOO_LARGE, "The message's " + what, null);
    }

    private static void setHeader(Message message, TernDestination target, Quality quality, String rawId, long nowMs)
            throws JMSException {
        message.setJMSDestination(target);
        message.setJMSDeliveryMode(quality.deliveryMode);
        message.setJMSPriority(quality.priority);
        message.setJMSMessageID("ID:" + rawId);
        message.setJMSTimestamp(quality.hasTimestamp ? nowMs : 0);
        message.setJMSDeliveryTime(later(nowMs, quality.deliveryDelayMs));
        message.setJMSExpiration(quality.timeToLiveMs == 0 ? 0 : later(nowMs, quality.timeToLiveMs));
    }

    // Long.MAX_VALUE is a way to say "never"; it must not become a time in the past.
    private static long later(long nowMs, long delayMs) {
        return nowMs + Math.min(delayMs, MAX_TIME_MS - nowMs);
    }

    /** Whether the caller is a completion listener of a message that was sent here. */
    boolean isInCallback() {
        return Thread.currentThread() == calledBack;
    }

    private final class Completion implements SendCompletion {
        private final CompletionListener listener;
        private final Message message;

        Completion(CompletionListener listener, Message message) {
            this.listener = listener;
            this.message = message;
        }

        @Override
        public void onSent() {
            call(() -> listener.onCompletion(message));
        }

        @Override
        public void onFailed(JMSException failure) {
            call(() -> listener.onException(message, failure));
        }

        // Those of a session come one after the other.
        private void call(Runnable callback) {
            calledBack = Thread.currentThread();
            try {
                callback.run();
            } finally {
                calledBack = null;
            }
        }
    }
}
