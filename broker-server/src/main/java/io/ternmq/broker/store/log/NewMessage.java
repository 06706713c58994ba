package io.ternmq.broker.store.log;

import io.ternmq.wire.jms.MessageMarks;
import io.ternmq.wire.message.Hosts;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.RecordChecksum;
import io.ternmq.wire.message.SysFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A message about to be stored: everything but what the engine decides (queue offset, position, store time). Made off
 * the engine, with the body's CRC computed; the body is copied once, into the log's buffer.
 *
 * @param topic                     name of the topic
 * @param topicBytes                the same in UTF-8
 * @param queueId                   0 or more
 * @param flag                      the application's flag, as given
 * @param sysFlag                   {@link SysFlags}; the host bits must fit the host fields
 * @param bornTimestamp             ms since the epoch, by the sender's clock
 * @param bornHost                  sender's address and port, 8 or 20 bytes
 * @param storeHost                 this broker's, 8 or 20 bytes
 * @param reconsumeTimes            failed deliveries so far
 * @param preparedTransactionOffset for a committed message the position of its prepared one; for a due delayed message
 *                                  the position of the delayed one; else 0
 * @param body                      position to limit is the body; must stay valid and unchanged until stored
 * @param bodyCrc                   {@link #crcOf} of the body
 * @param properties                encoded properties (PROTOCOL §5)
 * @param tagsCode                  what the queue index gets; hash of the tag
 * @param delayMs                   above 0: the index gets store time + this instead of the tag's hash (PROTOCOL §8.2)
 * @param marks                     {@link MessageMarks} of the properties
 */
public record NewMessage(String topic, byte[] topicBytes, int queueId, int flag, int sysFlag, long bornTimestamp,
        byte[] bornHost, byte[] storeHost, int reconsumeTimes, long preparedTransactionOffset, ByteBuffer body, int bodyCrc,
        byte[] properties, long tagsCode, long delayMs, int marks) {

    public NewMessage {
        if (properties.length > MessageLayout.MAX_PROPERTIES_LENGTH) {
            throw new IllegalArgumentException("properties of " + properties.length + " bytes, expected at most "
                    + MessageLayout.MAX_PROPERTIES_LENGTH);
        }
        if (Hosts.isV6(bornHost) != ((sysFlag & SysFlags.BORN_HOST_V6) != 0)
                || Hosts.isV6(storeHost) != ((sysFlag & SysFlags.STORE_HOST_V6) != 0)) {
            throw new IllegalArgumentException("host fields do not fit sysFlag " + sysFlag);
        }
    }

    /** A message whose marks are found in its properties. */
    public NewMessage(String topic, byte[] topicBytes, int queueId, int flag, int sysFlag, long bornTimestamp, byte[] bornHost,
            byte[] storeHost, int reconsumeTimes, long preparedTransactionOffset, ByteBuffer body, int bodyCrc,
            byte[] properties, long tagsCode, long delayMs) {
        this(topic, topicBytes, queueId, flag, sysFlag, bornTimestamp, bornHost, storeHost, reconsumeTimes,
                preparedTransactionOffset, body, bodyCrc, properties, tagsCode, delayMs,
                MessageMarks.of(new String(properties, StandardCharsets.UTF_8)));
    }

    /** The CRC of a body as it is stored (PROTOCOL §4); leaves the buffer's position alone. */
    public static int crcOf(ByteBuffer body) {
        CRC32 crc = new CRC32();
        crc.update(body.duplicate());
        return (int) (crc.getValue() & 0x7FFFFFFF);
    }

    /** The same message as one that gets no entry in a queue's index from whoever reads the log. */
    public NewMessage hidden() {
        return new NewMessage(topic, topicBytes, queueId, flag, SysFlags.withTransactionType(sysFlag, SysFlags.TRANSACTION_PREPARED),
            bornTimestamp, bornHost, storeHost, reconsumeTimes, preparedTransactionOffset, body, bodyCrc, properties, tagsCode,
            delayMs, marks);
    }

    /** {@code sysFlag} with the host bits that fit the two host fields. */
    public static int withHosts(int sysFlag, byte[] bornHost, byte[] storeHost) {
        int cleared = sysFlag & ~(SysFlags.BORN_HOST_V6 | SysFlags.STORE_HOST_V6);
        return cleared | (Hosts.isV6(bornHost) ? SysFlags.BORN_HOST_V6 : 0) | (Hosts.isV6(storeHost) ? SysFlags.STORE_HOST_V6 : 0);
    }

    /** UTF-8 bytes of a topic name. */
    public static byte[] bytesOf(String topic) {
        return topic.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that the stored message takes. */
    public int encodedLength() {
        return MessageLayout.totalSize(sysFlag, body.remaining(), topicBytes.length, properties.length + RecordChecksum.LENGTH);
    }

    /** The index's tag field for a message stored at {@code storeTimestamp}. */
    public long indexTagsCode(long storeTimestamp) {
        return delayMs > 0 ? storeTimestamp + delayMs : tagsCode;
    }

    /**
     * Writes the stored message at {@code target}'s position, which moves behind it.
     *
     * @param checksum the caller's, which computes the message's
     */
    public void encode(ByteBuffer target, long queueOffset, long position, long storeTimestamp, RecordChecksum checksum) {
        int start = target.position();
        boolean isV2 = topicBytes.length > MessageLayout.MAX_V1_TOPIC_LENGTH;
        target.putInt(encodedLength()).putInt(isV2 ? MessageLayout.MAGIC_V2 : MessageLayout.MAGIC_V1)
                .putInt(bodyCrc).putInt(queueId).putInt(flag)
                .putLong(SysFlags.isIndexed(sysFlag) ? queueOffset : 0).putLong(position).putInt(sysFlag)
                .putLong(bornTimestamp).put(bornHost).putLong(storeTimestamp).put(storeHost)
                .putInt(reconsumeTimes).putLong(preparedTransactionOffset).putInt(body.remaining());
        int bodyStart = target.position();
        int bodyEnd = bodyStart + body.remaining();
        target.put(bodyStart, body, body.position(), body.remaining());
        target.position(bodyEnd);
        if (isV2) {
            target.putShort((short) topicBytes.length);
        } else {
            target.put((byte) topicBytes.length);
        }
        target.put(topicBytes).putShort((short) (properties.length + RecordChecksum.LENGTH)).put(properties);
        checksum.append(target, start, bodyStart, bodyEnd);
    }
}
