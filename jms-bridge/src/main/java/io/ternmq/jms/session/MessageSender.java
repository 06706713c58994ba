package io.ternmq.jms.session;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.core.SendCompletion;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.TernMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** Sends for both kinds of producer: header fields by the book, foreign messages, completion listeners. */
final class MessageSender {
    private final SessionCore session;
    private final TernConnection connection;

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
     * @param hasTimestamp      whether JMSTimestamp is wanted
     */
    record Quality(int deliveryMode, int priority, long timeToLiveMs, boolean hasTimestamp) {
        static final Quality DEFAULT = new Quality(Message.DEFAULT_DELIVERY_MODE, Message.DEFAULT_PRIORITY,
            Message.DEFAULT_TIME_TO_LIVE, true);

        Quality {
            requireValid(deliveryMode == DeliveryMode.PERSISTENT || deliveryMode == DeliveryMode.NON_PERSISTENT, "delivery mode",
                deliveryMode, "1 or 2");
            requireValid(priority >= 0 && priority <= 9, "priority", priority, "0 to 9");
            requireValid(timeToLiveMs >= 0, "time to live", timeToLiveMs, ">= 0");
        }

        private static void requireValid(boolean isValid, String what, long value, String expected) {
            if (!isValid) {
                throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
            }
        }

        /** As the constructor, for API methods that throw JMSException. */
        static Quality of(int deliveryMode, int priority, long timeToLiveMs, boolean hasTimestamp) throws JMSException {
            try {
                return new Quality(deliveryMode, priority, timeToLiveMs, hasTimestamp);
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
        int limitBytes = connection.core().facts().maxMessageSizeBytes();
        if (outbound.body().length > limitBytes) {
            throw JmsErrors.of(JmsErrors.TOO_LARGE, "The message's body has " + outbound.body().length + " bytes, the broker takes at most "
                + limitBytes, null);
        }
        if (listener == null) {
            session.send(outbound);
        } else {
            session.sendAsync(outbound, new Completion(listener, message));
        }
    }

    private static void setHeader(Message message, TernDestination target, Quality quality, String rawId, long nowMs)
            throws JMSException {
        message.setJMSDestination(target);
        message.setJMSDeliveryMode(quality.deliveryMode);
        message.setJMSPriority(quality.priority);
        message.setJMSMessageID("ID:" + rawId);
        message.setJMSTimestamp(quality.hasTimestamp ? nowMs : 0);
        message.setJMSDeliveryTime(nowMs);
        message.setJMSExpiration(quality.timeToLiveMs == 0 ? 0 : nowMs + quality.timeToLiveMs);
    }

    private record Completion(CompletionListener listener, Message message) implements SendCompletion {
        @Override
        public void onSent() {
            listener.onCompletion(message);
        }

        @Override
        public void onFailed(JMSException failure) {
            listener.onException(message, failure);
        }
    }
}
