package io.ternmq.benchmarks.driver;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Message bodies: random bytes of one length, the first eight hold the time at which the message was to be sent. */
final class Bodies {

    private static final long SEED = 42;

    private final byte[] template;

    Bodies(int sizeBytes) {
        template = new byte[sizeBytes];
        new SplittableRandom(SEED).nextBytes(template);
    }

    /** A body for {@code System.nanoTime()} of the intended sending. */
    byte[] at(long intendedNs) {
        byte[] body = template.clone();
        ByteBuffer.wrap(body).putLong(intendedNs);
        return body;
    }

    /** The intended sending time; 0 when the message is not one of the load. */
    static long intendedNs(byte[] body) {
        return ByteBuffer.wrap(body).getLong();
    }
}
