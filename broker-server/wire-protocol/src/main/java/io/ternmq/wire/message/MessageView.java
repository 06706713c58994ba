package io.ternmq.wire.message;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A flyweight over one stored message: reads fields in place, copies only what is asked for as an object.
 * Not thread-safe; {@link #wrap} re-aims it. The buffer must be big-endian and is never changed (position and limit
 * included).
 */
public final class MessageView {
    private ByteBuffer buffer;
    private int start;

    /** Aims at the message that starts at absolute index {@code start} of {@code buffer}; returns this. */
    public MessageView wrap(ByteBuffer buffer, int start) {
        this.buffer = buffer;
        this.start = start;
        return this;
    }

    public int totalSize() {
        return buffer.getInt(start + MessageLayout.TOTAL_SIZE);
    }

    public int magic() {
        return buffer.getInt(start + MessageLayout.MAGIC);
    }

    public int bodyCrc() {
        return buffer.getInt(start + MessageLayout.BODY_CRC);
    }

    public int queueId() {
        return buffer.getInt(start + MessageLayout.QUEUE_ID);
    }

    public int flag() {
        return buffer.getInt(start + MessageLayout.FLAG);
    }

    public long queueOffset() {
        return buffer.getLong(start + MessageLayout.QUEUE_OFFSET);
    }

    /** Byte position in the log. */
    public long position() {
        return buffer.getLong(start + MessageLayout.POSITION);
    }

    public int sysFlag() {
        return buffer.getInt(start + MessageLayout.SYS_FLAG);
    }

    public long bornTimestamp() {
        return buffer.getLong(start + MessageLayout.BORN_TIMESTAMP);
    }

    public InetSocketAddress bornHost() {
        return host(start + MessageLayout.BORN_HOST, MessageLayout.bornHostLength(sysFlag()));
    }

    /** The raw host field: 8 or 20 bytes. */
    public byte[] bornHostBytes() {
        return bytes(start + MessageLayout.BORN_HOST, MessageLayout.bornHostLength(sysFlag()));
    }

    public long storeTimestamp() {
        return buffer.getLong(start + MessageLayout.storeTimestamp(sysFlag()));
    }

    public InetSocketAddress storeHost() {
        int sysFlag = sysFlag();
        return host(start + MessageLayout.storeTimestamp(sysFlag) + 8, MessageLayout.storeHostLength(sysFlag));
    }

    /** The raw host field: 8 or 20 bytes. */
    public byte[] storeHostBytes() {
        int sysFlag = sysFlag();
        return bytes(start + MessageLayout.storeTimestamp(sysFlag) + 8, MessageLayout.storeHostLength(sysFlag));
    }

    public int reconsumeTimes() {
        return buffer.getInt(start + MessageLayout.bodyStart(sysFlag()) - 16);
    }

    public long preparedTransactionOffset() {
        return buffer.getLong(start + MessageLayout.bodyStart(sysFlag()) - 12);
    }

    public int bodyLength() {
        return buffer.getInt(start + MessageLayout.bodyStart(sysFlag()) - 4);
    }

    /** Absolute index of the first body byte in the wrapped buffer. */
    public int bodyIndex() {
        return start + MessageLayout.bodyStart(sysFlag());
    }

    /** The body without copying, read-only. */
    public ByteBuffer body() {
        return buffer.slice(bodyIndex(), bodyLength()).asReadOnlyBuffer();
    }

    public byte[] bodyBytes() {
        return bytes(bodyIndex(), bodyLength());
    }

    public String topic() {
        int at = topicLengthIndex();
        return string(at + topicLengthBytes(), topicLength(at));
    }

    /** Bytes of the encoded properties, without the record's checksum behind them. */
    public int propertiesLength() {
        int at = propertiesLengthIndex();
        int length = lengthAt(at);
        return hasChecksum(at + 2, length) ? length - RecordChecksum.LENGTH : length;
    }

    /** The encoded properties (PROTOCOL §5). */
    public String propertiesText() {
        return string(propertiesLengthIndex() + 2, propertiesLength());
    }

    public byte[] propertiesBytes() {
        return bytes(propertiesLengthIndex() + 2, propertiesLength());
    }

    /** Copies the beginning of the encoded properties, as much as there is room for; returns how much it was. */
    public int copyProperties(byte[] target) {
        int length = Math.min(target.length, propertiesLength());
        buffer.get(propertiesLengthIndex() + 2, target, 0, length);
        return length;
    }

    /**
     * One property, found in the encoded bytes without decoding the others.
     *
     * @return null when absent
     */
    public String property(byte[] asciiName) {
        int at = propertiesLengthIndex();
        return MessageProperties.find(buffer, at + 2, lengthAt(at), asciiName);
    }

    /**
     * Where one property's value is in the wrapped buffer, without copying it.
     *
     * @return for {@link #rangeIndex} and {@link #rangeLength}; -1 when the property is absent
     */
    public long propertyRange(byte[] asciiName) {
        int at = propertiesLengthIndex();
        return MessageProperties.findRange(buffer, at + 2, lengthAt(at), asciiName);
    }

    /** As {@link #propertyRange(byte[])}, for a property that is likely to stand behind another one, whose range is given. */
    public long propertyRange(byte[] asciiName, long earlierRange) {
        int from = rangeIndex(earlierRange) + rangeLength(earlierRange) + 1;
        int limit = start + totalSize();
        long range = from >= limit ? -1 : MessageProperties.findRange(buffer, from, limit - from, asciiName);
        return range >= 0 ? range : propertyRange(asciiName);
    }

    /** Absolute index of the first byte of a range. */
    public static int rangeIndex(long range) {
        return (int) (range >>> 32);
    }

    /** Length of a range in bytes. */
    public static int rangeLength(long range) {
        return (int) range;
    }

    /**
     * Verifies every byte of what may be a message that this broker has stored: lengths, magic, position, body CRC and checksum.
     *
     * @param limit absolute index behind the last readable byte
     * @return null when sound, else what is wrong with the offending and the expected value
     */
    public String defect(long expectedPosition, int limit) {
        String defect = layoutDefect(expectedPosition, limit);
        return defect != null ? defect : checksumDefect();
    }

    /**
     * Whether what may be a message is sound by RocketMQ's rules, and never had a {@link RecordChecksum}. One that has lost it, since
     * nothing but zeros reached the disk, ends in a zero.
     *
     * @param limit absolute index behind the last readable byte
     */
    public boolean isForeign(long expectedPosition, int limit) {
        if (layoutDefect(expectedPosition, limit) != null) {
            return false;
        }
        int at = propertiesLengthIndex();
        return !hasChecksum(at + 2, lengthAt(at)) && (lengthAt(at) == 0 || buffer.get(start + totalSize() - 1) != 0);
    }

    private String checksumDefect() {
        int at = propertiesLengthIndex();
        if (!hasChecksum(at + 2, lengthAt(at))) {
            return "no checksum behind the properties";
        }
        boolean isRight = RecordChecksum.isRight(buffer, start, bodyIndex(), bodyIndex() + bodyLength(), start + totalSize());
        return isRight ? null : "a checksum that is not that of the message";
    }

    // Of what stock RocketMQ stores as well.
    private String layoutDefect(long expectedPosition, int limit) {
        int available = limit - start;
        if (available < MessageLayout.BLANK_LENGTH) {
            return "only " + available + " bytes left";
        }
        if (magic() != MessageLayout.MAGIC_V1 && magic() != MessageLayout.MAGIC_V2) {
            return "magic 0x" + Integer.toHexString(magic());
        }
        if (totalSize() > available || totalSize() < MessageLayout.totalSize(0, 0, 1, 0)) {
            return "size " + totalSize() + " with " + available + " bytes left";
        }
        if (position() != expectedPosition) {
            return "position field " + position() + ", expected " + expectedPosition;
        }
        return partsDefect();
    }

    private String partsDefect() {
        int end = start + totalSize();
        int bodyLength = bodyLength();
        long topicAt = (long) bodyIndex() + bodyLength;
        if (bodyLength < 0 || topicAt + topicLengthBytes() + 2 > end) {
            return "body length " + bodyLength + " in a message of " + totalSize();
        }
        long propertiesAt = topicAt + topicLengthBytes() + topicLength((int) topicAt);
        if (propertiesAt + 2 > end || propertiesAt + 2 + lengthAt((int) propertiesAt) != end) {
            return "topic and properties do not fill the size " + totalSize();
        }
        // Stock brokers write 0 for an empty body.
        if (bodyLength > 0 && crcOfBody() != bodyCrc()) {
            return "body CRC " + bodyCrc() + ", computed " + crcOfBody();
        }
        return null;
    }

    private int crcOfBody() {
        CRC32 crc = new CRC32();
        crc.update(body());
        return (int) (crc.getValue() & 0x7FFFFFFF);
    }

    private int topicLengthIndex() {
        return bodyIndex() + bodyLength();
    }

    private int topicLengthBytes() {
        return magic() == MessageLayout.MAGIC_V2 ? 2 : 1;
    }

    private int topicLength(int at) {
        return magic() == MessageLayout.MAGIC_V2 ? lengthAt(at) : buffer.get(at) & 0xFF;
    }

    private int propertiesLengthIndex() {
        int at = topicLengthIndex();
        return at + topicLengthBytes() + topicLength(at);
    }

    private int lengthAt(int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    private boolean hasChecksum(int propertiesAt, int length) {
        return length >= RecordChecksum.LENGTH && RecordChecksum.isBefore(buffer, propertiesAt + length);
    }

    private byte[] bytes(int at, int length) {
        byte[] copy = new byte[length];
        buffer.get(at, copy);
        return copy;
    }

    private String string(int at, int length) {
        return new String(bytes(at, length), StandardCharsets.UTF_8);
    }

    private InetSocketAddress host(int at, int length) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes(at, length - 4)), buffer.getInt(at + length - 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + (length - 4) + " bytes", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("port " + buffer.getInt(at + length - 4) + " in a host field", e);
        }
    }
}
