package io.ternmq.jms.mapping;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Bodies that native producers compressed: with zlib, their default, LZ4 (frames) or Zstandard. What cannot be read is delivered as it is,
 * with a warning: the application may know more about it.
 */
final class Decompression {
    /** Of a body that is not compressed any more: a few KiB could become gigabytes. */
    static final int MAX_BODY_BYTES = 64 << 20;

    private static final System.Logger LOG = System.getLogger(Decompression.class.getName());

    private Decompression() {
    }

    private enum Method {
        ZLIB, LZ4, ZSTANDARD, UNKNOWN;

        private static final int SHIFT = 8;
        private static final int MASK = 7;

        static Method of(int sysFlag) {
            return switch (sysFlag >> SHIFT & MASK) {
                // 4.x knows zlib only, and marks it as nothing.
                case 0, 3 -> ZLIB;
                case 1 -> LZ4;
                case 2 -> ZSTANDARD;
                default -> UNKNOWN;
            };
        }
    }

    static byte[] bodyOf(MessageView stored) {
        byte[] body = stored.bodyBytes();
        if ((stored.sysFlag() & SysFlags.COMPRESSED) == 0) {
            return body;
        }
        Method method = Method.of(stored.sysFlag());
        try {
            return switch (method) {
                case ZLIB -> inflate(body);
                case LZ4 -> Lz4.decompress(body);
                case ZSTANDARD -> Zstandard.decompress(body);
                case UNKNOWN -> {
                    warn(stored, "is compressed in a way that this version does not know", null);
                    yield body;
                }
            };
        } catch (LinkageError e) {
            warn(stored, "is compressed by " + method + ", for which the library is missing or cannot be loaded", e);
        } catch (IOException | RuntimeException e) {
            // Unchecked ones, too: what decoders think of bytes that anybody can send must not end the connection.
            warn(stored, "is marked as compressed by " + method + " and cannot be read: " + e, null);
        }
        return body;
    }

    private static void warn(MessageView stored, String problem, Throwable cause) {
        LOG.log(System.Logger.Level.WARNING, "The body at position " + stored.position() + " of topic " + stored.topic() + ", sysFlag 0x"
            + Integer.toHexString(stored.sysFlag()) + ", is delivered as it is. It " + problem, cause);
    }

    private static byte[] inflate(byte[] compressed) throws IOException {
        Inflater inflater = new Inflater();
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(compressed), inflater)) {
            byte[] body = readAll(in);
            if (!inflater.finished()) {
                throw new ZipException("needs a dictionary");
            }
            return body;
        } finally {
            inflater.end();
        }
    }

    private static byte[] readAll(InputStream decompressed) throws IOException {
        byte[] body = decompressed.readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new IOException("becomes larger than " + MAX_BODY_BYTES + " bytes");
        }
        return body;
    }

    // One class for each library, so that the other methods do without it.

    /** In plain Java with checked array accesses: neither the native nor the {@code Unsafe} decoder gets to see the bytes. */
    private static final class Lz4 {
        static byte[] decompress(byte[] compressed) throws IOException {
            try (InputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(compressed),
                    LZ4Factory.safeInstance().safeDecompressor(), XXHashFactory.safeInstance().hash32())) {
                return readAll(in);
            }
        }
    }

    /** A native library, unpacked into the temporary directory by each class loader that needs it. */
    private static final class Zstandard {
        static byte[] decompress(byte[] compressed) throws IOException {
            try (InputStream in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(compressed))) {
                return readAll(in);
            }
        }
    }
}
