package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.InboundMessage;
import java.util.function.Predicate;

/**
 * What a consumer wants of a topic. The broker's part lets through everything that is wanted, and maybe more; the client's part is
 * exact.
 *
 * @param expressionType  TAG or SQL92
 * @param expression      for the broker; {@code *} for all
 * @param isWanted        for the client
 */
record ConsumerFilter(String expressionType, String expression, Predicate<InboundMessage> isWanted) {
}
