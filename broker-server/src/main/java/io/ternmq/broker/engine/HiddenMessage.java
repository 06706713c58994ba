package io.ternmq.broker.engine;

import java.util.function.Supplier;

/**
 * A logged message without an entry in any queue (its sysFlag says "prepared"), as state modules see it: what waits for its
 * time or for the end of a transaction.
 *
 * @param topic                     hidden topic
 * @param queueId                   as stored
 * @param position                  byte in the log at which it starts
 * @param size                      length of the stored message
 * @param preparedTransactionOffset as stored; what it means is the hidden topic's business
 * @param propertiesText            encoded properties, decoded when asked for
 */
public record HiddenMessage(String topic, int queueId, long position, int size, long preparedTransactionOffset,
        Supplier<String> propertiesText) {
}
