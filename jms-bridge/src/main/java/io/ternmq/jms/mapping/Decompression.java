package io.ternmq.jms.mapping;

import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Bodies that native producers compressed: zlib, RocketMQ's default. LZ4 and Zstandard are left as they are. */
final class Decompression {
    private static final System.Logger LOG = System.getLogger(Decompression.class.getName());
    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final int TYPE_SHIFT = 8;
    private static final int TYPE_MASK = 7;
    private static final int UNMARKED = 0;
    private static final int ZLIB = 3;

    private Decompression() {
    }

    static byte[] bodyOf(MessageView stored) {
        byte[] body = stored.bodyBytes();
        if ((stored.sysFlag() & SysFlags.COMPRESSED) == 0) {
            return body;
        }
        int type = stored.sysFlag() >> TYPE_SHIFT & TYPE_MASK;
        if (type != UNMARKED && type != ZLIB) {
            LOG.log(System.Logger.Level.WARNING, "The body at position " + stored.position() + " is compressed by method " + type
                + " (1 LZ4, 2 Zstandard), which this version does not read: it is delivered as it is");
            return body;
        }
        try {
            return inflate(body);
        } catch (DataFormatException e) {
            LOG.log(System.Logger.Level.WARNING, "The body at position " + stored.position()
                + " is marked as compressed and is not: it is delivered as it is", e);
            return body;
        }
    }

    private static byte[] inflate(byte[] compressed) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            ByteArrayOutputStream out = new ByteArrayOutputStream(compressed.length * 4);
            byte[] chunk = new byte[8192];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 || out.size() + length > MAX_BODY_BYTES) {
                    throw new DataFormatException("ends early, or is larger than " + MAX_BODY_BYTES + " bytes");
                }
                out.write(chunk, 0, length);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }
}
