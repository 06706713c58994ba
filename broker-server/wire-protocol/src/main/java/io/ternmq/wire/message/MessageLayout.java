package io.ternmq.wire.message;

/**
 * Positions and limits of the stored-message layout (PROTOCOL §4).
 *
 * <pre>
 *  0 totalSize i32      4 magic i32        8 bodyCrc i32      12 queueId i32
 * 16 flag i32          20 queueOffset i64 28 position i64    36 sysFlag i32
 * 40 bornTimestamp i64 48 bornHost 8|20   .. storeTimestamp i64, storeHost 8|20, reconsumeTimes i32,
 *    preparedTransactionOffset i64, body i32+n, topic u8|u16+n, properties u16+n
 * </pre>
 */
public final class MessageLayout {
    /** Topic length in one byte. */
    public static final int MAGIC_V1 = 0xDAA320A7;
    /** Topic length in two bytes; used only for topics of more than {@link #MAX_V1_TOPIC_LENGTH} bytes. */
    public static final int MAGIC_V2 = 0xDAA320AB;
    /** Marks the unused rest of a segment. */
    public static final int MAGIC_BLANK = 0xCBD43194;
    /** Bytes of a blank record: size and magic. */
    public static final int BLANK_LENGTH = 8;

    public static final int MAX_V1_TOPIC_LENGTH = 127;
    /** Most bytes of properties: a record's checksum takes the last ones of the field. */
    public static final int MAX_PROPERTIES_LENGTH = Short.MAX_VALUE - RecordChecksum.LENGTH;
    /** Lengths of a host field: address and port. */
    public static final int HOST_V4_LENGTH = 8;
    public static final int HOST_V6_LENGTH = 20;

    static final int TOTAL_SIZE = 0;
    static final int MAGIC = 4;
    static final int BODY_CRC = 8;
    static final int QUEUE_ID = 12;
    static final int FLAG = 16;
    static final int QUEUE_OFFSET = 20;
    static final int POSITION = 28;
    static final int SYS_FLAG = 36;
    static final int BORN_TIMESTAMP = 40;
    static final int BORN_HOST = 48;

    private MessageLayout() {
    }

    /** Bytes of a stored message with the given parts. */
    public static int totalSize(int sysFlag, int bodyLength, int topicLength, int propertiesLength) {
        return bodyStart(sysFlag) + bodyLength
                + (topicLength > MAX_V1_TOPIC_LENGTH ? 2 : 1) + topicLength
                + 2 + propertiesLength;
    }

    static int bornHostLength(int sysFlag) {
        return (sysFlag & SysFlags.BORN_HOST_V6) == 0 ? HOST_V4_LENGTH : HOST_V6_LENGTH;
    }

    static int storeHostLength(int sysFlag) {
        return (sysFlag & SysFlags.STORE_HOST_V6) == 0 ? HOST_V4_LENGTH : HOST_V6_LENGTH;
    }

    /** Offset of the store timestamp. */
    static int storeTimestamp(int sysFlag) {
        return BORN_HOST + bornHostLength(sysFlag);
    }

    /** Offset of the first body byte, behind the body's length field. */
    public static int bodyStart(int sysFlag) {
        return storeTimestamp(sysFlag) + 8 + storeHostLength(sysFlag) + 4 + 8 + 4;
    }
}
