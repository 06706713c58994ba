package io.ternmq.wire.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A body that carries the JMS blocks as well, for messages whose blocks do not fit into the property string (less than 32 KiB).
 *
 * <pre>
 * i32 magic 0x54524E31 | i32 header block length | header block | i32 property block length | property block | body to the end
 * </pre>
 *
 * @param headerBlock   the whole {@link JmsHeader} block
 * @param propertyBlock the {@link JmsProperties} block, nullable
 * @param body          what the application sent
 */
public record BodyEnvelope(String headerBlock, String propertyBlock, byte[] body) {
    /** Blocks that together need more bytes than this go into the envelope. */
    public static final int THRESHOLD_BYTES = 16 << 10;

    private static final int MAGIC = 0x54524E31;

    /** The bytes to store as message body. */
    public byte[] encode() {
        byte[] header = headerBlock.getBytes(UTF_8);
        byte[] properties = propertyBlock == null ? new byte[0] : propertyBlock.getBytes(UTF_8);
        return ByteBuffer.allocate(12 + header.length + properties.length + body.length)
            .putInt(MAGIC)
            .putInt(header.length).put(header)
            .putInt(properties.length).put(properties)
            .put(body)
            .array();
    }

    /**
     * Reads an envelope.
     *
     * @throws BadBlockException when the bytes are not one
     */
    public static BodyEnvelope decode(byte[] stored) {
        try {
            ByteBuffer in = ByteBuffer.wrap(stored);
            int magic = in.getInt();
            if (magic != MAGIC) {
                throw new BadBlockException("envelope magic: " + Integer.toHexString(magic) + " (expected: "
                    + Integer.toHexString(MAGIC) + ")");
            }
            String header = text(in);
            String properties = text(in);
            byte[] body = new byte[in.remaining()];
            in.get(body);
            return new BodyEnvelope(header, properties.isEmpty() ? null : properties, body);
        } catch (BufferUnderflowException e) {
            throw new BadBlockException("envelope of " + stored.length + " bytes is cut short", e);
        }
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BadBlockException("block length in envelope: " + length + " (expected: 0 to " + in.remaining() + ")");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }
}
