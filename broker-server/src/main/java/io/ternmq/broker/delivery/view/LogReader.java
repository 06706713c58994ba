package io.ternmq.broker.delivery.view;

import java.nio.ByteBuffer;

/** Reads stored messages. Any thread. */
@FunctionalInterface
public interface LogReader {

    /**
     * A read-only view of a stored message, valid as long as it is referenced.
     *
     * @return null when retention has removed it
     */
    ByteBuffer read(long position, int sizeBytes);
}
