package io.ternmq.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Message bodies: random bytes of one length, the first eight hold the time at which the message was to be sent. */
public final class Bodies {

    private static final long SEED = 42;

    private final byte[] template;

    /** Bodies of this length, 8 at least, 16 for numbered ones. */
    public Bodies(int sizeBytes) {
        template = new byte[sizeBytes];
        new SplittableRandom(SEED).nextBytes(template);
    }

    /** A body for {@code System.nanoTime()} of the intended sending. */
    public byte[] at(long intendedNs) {
        byte[] body = template.clone();
        ByteBuffer.wrap(body).putLong(intendedNs);
        return body;
    }

    /** A body that also carries the message's number. */
    public byte[] at(long intendedNs, long number) {
        byte[] body = template.clone();
        ByteBuffer.wrap(body).putLong(intendedNs).putLong(number);
        return body;
    }

    /** The number of a numbered body. */
    public static long number(byte[] body) {
        return ByteBuffer.wrap(body).getLong(Long.BYTES);
    }

    /** The intended sending time; 0 when the message is not one of the load. */
    public static long intendedNs(byte[] body) {
        return ByteBuffer.wrap(body).getLong();
    }
}
