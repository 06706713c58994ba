package io.ternmq.jca.batch;

import jakarta.jms.Message;
import java.util.List;

/**
 * What a message-driven bean implements instead of {@link jakarta.jms.MessageListener} to get several messages in one call, and in one
 * transaction: all of them are done, or all come again.
 */
public interface BatchMessageListener {

    /** @param messages at least one, in the order of delivery; at most {@code maxBatchSize} of the activation */
    void onMessages(List<Message> messages);
}
