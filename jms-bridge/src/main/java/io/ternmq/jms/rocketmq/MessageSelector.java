package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.selector.Selector;
import io.ternmq.wire.selector.SelectorException;
import jakarta.jms.InvalidSelectorException;
import java.util.Optional;
import java.util.function.Predicate;

/** JMS selectors on messages that have arrived. */
final class MessageSelector {
    private MessageSelector() {
    }

    /** A selector as a filter; null lets everything through. */
    static Predicate<InboundMessage> parse(String selectorOrNull) throws InvalidSelectorException {
        Optional<Selector> selector = selector(selectorOrNull);
        return selector.<Predicate<InboundMessage>>map(wanted -> message -> wanted.matches(name -> value(message, name)))
            .orElse(message -> true);
    }

    /** Parses a selector; none for null. */
    static Optional<Selector> selector(String selectorOrNull) throws InvalidSelectorException {
        try {
            return Selector.parseIfPresent(selectorOrNull);
        } catch (SelectorException e) {
            InvalidSelectorException invalid = new InvalidSelectorException(e.getMessage(), JmsErrors.INVALID_ARGUMENT);
            invalid.initCause(e);
            throw invalid;
        }
    }

    private static Object value(InboundMessage message, String name) {
        JmsHeader header = message.header();
        return switch (name) {
            case "JMSDeliveryMode" -> header.persistent() ? "PERSISTENT" : "NON_PERSISTENT";
            case "JMSPriority" -> header.priority();
            case "JMSTimestamp" -> header.timestampMs();
            case "JMSMessageID" -> message.messageId() == null ? null : "ID:" + message.messageId();
            case "JMSCorrelationID" -> header.correlation().text();
            case "JMSType" -> header.type();
            case "JMSXDeliveryCount" -> message.deliveryCount();
            default -> message.properties().get(name);
        };
    }
}
