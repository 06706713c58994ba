package io.ternmq.wire.message;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes UNIQ_KEY values in RocketMQ's form (PROTOCOL §4): address, process id, a discriminator of the class loader,
 * milliseconds since the start of the month, counter. Thread-safe.
 */
public final class UniqueKeys {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final byte[] prefix;
    private final AtomicInteger counter = new AtomicInteger();
    private volatile Month month = Month.of(System.currentTimeMillis());

    private record Month(long startMs, long endMs) {
        static Month of(long nowMs) {
            ZoneId zone = ZoneId.systemDefault();
            LocalDate first = java.time.Instant.ofEpochMilli(nowMs).atZone(zone).toLocalDate().withDayOfMonth(1);
            return new Month(first.atStartOfDay(zone).toInstant().toEpochMilli(),
                    first.plusMonths(1).atStartOfDay(zone).toInstant().toEpochMilli());
        }
    }

    /** For keys made by this process; {@code address} is the IPv4 or IPv6 address put into them. */
    public UniqueKeys(InetAddress address) {
        byte[] ip = address.getAddress();
        // Two factories of one process differ by the random discriminator, as two class loaders do in RocketMQ.
        this.prefix = ByteBuffer.allocate(ip.length + 6).put(ip).putShort((short) ProcessHandle.current().pid())
                .putInt(ThreadLocalRandom.current().nextInt()).array();
    }

    /** A new key: 32 (IPv4) or 56 (IPv6) upper-case hex digits. */
    public String next() {
        long nowMs = System.currentTimeMillis();
        Month current = month;
        if (nowMs >= current.endMs || nowMs < current.startMs) {
            current = Month.of(nowMs);
            month = current;
        }
        byte[] key = new byte[prefix.length + 6];
        ByteBuffer.wrap(key).put(prefix).putInt((int) (nowMs - current.startMs)).putShort((short) counter.incrementAndGet());
        return HEX.formatHex(key);
    }
}
