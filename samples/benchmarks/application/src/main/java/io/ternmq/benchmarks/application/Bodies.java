package io.ternmq.benchmarks.application;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Message bodies: random bytes that begin with the time of sending and the message's number. */
final class Bodies {

    private static final long SEED = 42;
    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

    private final byte[] template;

    /** Bodies of this length, 12 at least. */
    Bodies(int sizeBytes) {
        if (sizeBytes < HEADER_BYTES) {
            throw new IllegalArgumentException("size: " + sizeBytes + " (expected: >= " + HEADER_BYTES + ")");
        }
        template = new byte[sizeBytes];
        new SplittableRandom(SEED).nextBytes(template);
    }

    /** A message with such a body. */
    BytesMessage message(JMSContext context, int number, long sentNs) throws JMSException {
        byte[] body = template.clone();
        ByteBuffer.wrap(body).putLong(sentNs).putInt(number);
        BytesMessage message = context.createBytesMessage();
        message.writeBytes(body);
        return message;
    }

    /** Reads a whole body. */
    static byte[] body(Message message) throws JMSException {
        BytesMessage bytes = (BytesMessage) message;
        byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
        bytes.readBytes(body);
        return body;
    }

    static long sentNs(byte[] body) {
        return ByteBuffer.wrap(body).getLong();
    }

    static int number(byte[] body) {
        return ByteBuffer.wrap(body).getInt(Long.BYTES);
    }
}
