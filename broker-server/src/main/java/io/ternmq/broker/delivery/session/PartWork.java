package io.ternmq.broker.delivery.session;

import io.ternmq.wire.jms.Settlement;
import java.util.List;

/**
 * What is still done in a session's part of a branch by the request that ends it.
 *
 * @param sends    messages
 * @param accepted what is acknowledged
 */
record PartWork(TransactionSends sends, List<Settlement> accepted) {
}
