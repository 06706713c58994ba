package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.Attachment;
import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.mapping.OutboundMapping;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.selector.Selector;
import jakarta.jms.JMSException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * JMS selectors and noLocal as filters of brokers and client. Immutable.
 *
 * <p>The client looks at everything again: a broker compares tags by their hash, and properties as text. What it does not want is
 * acknowledged, which is right only when nobody else of the group wants it.
 */
final class ConsumerFilters {
    private final Capabilities capabilities;
    private final Gaps gaps;
    private final String origin;

    /** @param origin of the connection's own messages */
    ConsumerFilters(Capabilities capabilities, Gaps gaps, String origin) {
        this.capabilities = capabilities;
        this.gaps = gaps;
        this.origin = origin;
    }

    /**
     * What a consumer is to get.
     *
     * @param isExclusive whether its subscription has no other consumer
     * @throws JMSException when that cannot be had
     */
    ConsumerFilter of(Attachment attachment, boolean isExclusive) throws JMSException {
        Optional<Selector> selector = MessageSelector.selector(attachment.selector());
        if (selector.isPresent() && attachment.destination().isQueue()) {
            throw Gaps.refusal(Gap.QUEUE_SELECTOR, "Selector " + attachment.selector() + " on queue " + attachment.destination());
        }
        Predicate<InboundMessage> isWanted = MessageSelector.parse(attachment.selector());
        if (attachment.noLocal()) {
            requireNoLocal("noLocal on topic " + attachment.destination(), isExclusive);
            isWanted = isWanted.and(message -> !origin.equals(message.header().origin()));
        }
        if (selector.isEmpty()) {
            return new ConsumerFilter(SubscriptionData.TAG, SubscriptionData.ALL, isWanted);
        }
        return filter(attachment, selector.get(), isExclusive, isWanted);
    }

    private void requireNoLocal(String what, boolean isExclusive) throws JMSException {
        if (!isExclusive) {
            throw Gaps.refusal(Gap.NO_LOCAL, what + ", a subscription that others may share");
        }
        gaps.bridge(Gap.NO_LOCAL, what);
    }

    private ConsumerFilter filter(Attachment attachment, Selector selector, boolean isExclusive, Predicate<InboundMessage> isWanted)
            throws JMSException {
        Optional<String> tags = selector.jmsTypesOnly().filter(types -> types.stream().allMatch(OutboundMapping::isTag))
            .map(ConsumerFilters::tagExpression);
        if (tags.isPresent()) {
            return new ConsumerFilter(SubscriptionData.TAG, tags.get(), isWanted);
        }
        Optional<String> sql = capabilities.isPropertyFilterOn() ? selector.sql92(OutboundMapping::isCopied, OutboundMapping::isTag)
            : Optional.empty();
        if (sql.isPresent()) {
            return new ConsumerFilter(SubscriptionData.SQL92, sql.get(), isWanted);
        }
        String what = "Selector " + attachment.selector() + " on topic " + attachment.destination();
        if (!isExclusive) {
            throw Gaps.refusal(Gap.SELECTOR, what + ", a subscription that others may share");
        }
        gaps.bridge(Gap.SELECTOR, what);
        return new ConsumerFilter(SubscriptionData.TAG, SubscriptionData.ALL, isWanted);
    }

    private static String tagExpression(Set<String> types) {
        return String.join(" || ", types);
    }
}
