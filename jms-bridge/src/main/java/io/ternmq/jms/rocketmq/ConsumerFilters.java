package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.Attachment;
import jakarta.jms.JMSException;

/** JMS selectors and noLocal as filters of brokers and client. Immutable. */
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

    ConsumerFilter of(Attachment attachment, boolean isExclusive) throws JMSException {
        if (attachment.selector() != null) {
            throw Gaps.refusal(attachment.destination().isQueue() ? Gap.QUEUE_SELECTOR : Gap.SELECTOR, "Selector "
                + attachment.selector());
        } else if (attachment.noLocal()) {
            throw Gaps.refusal(Gap.NO_LOCAL, "noLocal");
        }
        return ConsumerFilter.ALL;
    }
}
