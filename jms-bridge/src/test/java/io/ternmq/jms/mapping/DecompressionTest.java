package io.ternmq.jms.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.luben.zstd.ZstdOutputStream;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DecompressionTest {
    private static final byte[] BODY = "many words, some of them many times, some of them once; ".repeat(100).getBytes(UTF_8);
    private static final byte[] ZEROS = new byte[1 << 20];
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Decompression.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void readTheLog() {
        log.start();
        LOGGER.addAppender(log);
        LOGGER.setAdditive(false);
    }

    @AfterEach
    void stopReading() {
        LOGGER.setAdditive(true);
        LOGGER.detachAppender(log);
    }

    /** How producers compress, and mark it. */
    private enum Compression {
        UNMARKED(0), LZ4(1), ZSTANDARD(2), ZLIB(3);

        private final int sysFlag;

        Compression(int type) {
            sysFlag = SysFlags.COMPRESSED | type << 8;
        }

        OutputStream writer(OutputStream to) throws IOException {
            return switch (this) {
                case LZ4 -> new LZ4FrameOutputStream(to);
                case ZSTANDARD -> new ZstdOutputStream(to, 5);
                case UNMARKED, ZLIB -> new DeflaterOutputStream(to);
            };
        }

        byte[] compress(byte[] body) {
            return compress(body, 1);
        }

        byte[] compress(byte[] body, int times) {
            ByteArrayOutputStream to = new ByteArrayOutputStream();
            try (OutputStream writer = writer(to)) {
                for (int i = 0; i < times; i++) {
                    writer.write(body);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return to.toByteArray();
        }
    }

    private static MessageView stored(int sysFlag, byte[] body) {
        byte[] topic = {'t'};
        int size = MessageLayout.totalSize(sysFlag, body.length, topic.length, 0);
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.putInt(size).putInt(MessageLayout.MAGIC_V1).putInt(0).putInt(0).putInt(0).putLong(0).putLong(12).putInt(sysFlag);
        bytes.putLong(0).putLong(0).putLong(0).putLong(0).putInt(0).putLong(0);
        bytes.putInt(body.length).put(body).put((byte) topic.length).put(topic).putShort((short) 0);
        return new MessageView().wrap(bytes, 0);
    }

    private static byte[] bodyOf(int sysFlag, byte[] body) {
        return Decompression.bodyOf(stored(sysFlag, body));
    }

    private void assertLeft(int sysFlag, byte[] body, String warning) {
        assertThat(bodyOf(sysFlag, body)).as("of %d bytes", body.length).isEqualTo(body);
        assertWarned(warning);
    }

    private void assertWarned(String warning) {
        assertThat(log.list).singleElement().extracting(ILoggingEvent::getFormattedMessage, STRING)
            .contains("position 12 of topic t").contains(warning);
        log.list.clear();
    }

    @ParameterizedTest
    @EnumSource
    void readsABodyOfAnySize(Compression method) {
        byte[] random = new byte[500_000];
        new Random(1).nextBytes(random);

        for (byte[] body : new byte[][] {{}, {1}, BODY, random, ZEROS}) {
            assertThat(bodyOf(method.sysFlag, method.compress(body))).isEqualTo(body);
        }
        assertThat(bodyOf(method.sysFlag | SysFlags.MULTI_TAGS, method.compress(BODY))).isEqualTo(BODY);
    }

    @ParameterizedTest
    @EnumSource
    void leavesABodyThatIsNotMarkedAsCompressed(Compression method) {
        byte[] compressed = method.compress(BODY);

        assertThat(bodyOf(method.sysFlag & ~SysFlags.COMPRESSED, compressed)).isEqualTo(compressed);
    }

    @ParameterizedTest
    @EnumSource
    void readsABodyUpToTheLimitAndLeavesALargerOne(Compression method) {
        int times = Decompression.MAX_BODY_BYTES / ZEROS.length;
        byte[] larger = method.compress(Arrays.copyOf(ZEROS, ZEROS.length + 1), times);

        assertThat(bodyOf(method.sysFlag, method.compress(ZEROS, times))).hasSize(Decompression.MAX_BODY_BYTES);
        assertLeft(method.sysFlag, larger, "larger than 67108864 bytes");
    }

    @ParameterizedTest
    @EnumSource
    void warnsOfATruncatedBodyAndLeavesIt(Compression method) {
        byte[] compressed = method.compress(BODY);

        for (int length = 1; length < compressed.length; length++) {
            assertLeft(method.sysFlag, Arrays.copyOf(compressed, length), "cannot be read");
        }
    }

    @ParameterizedTest
    @EnumSource
    void warnsOfABodyThatIsMarkedAsCompressedAndIsNotAndLeavesIt(Compression method) {
        assertLeft(method.sysFlag, BODY, "cannot be read");
        assertThat(bodyOf(method.sysFlag, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void outlivesDamageAnywhere(Compression method) {
        byte[] compressed = method.compress(BODY);
        Random random = new Random(7);

        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = compressed.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(bodyOf(method.sysFlag, damaged)).hasSizeLessThanOrEqualTo(Decompression.MAX_BODY_BYTES);
        }
    }

    @Test
    void readsAFrameOfLz4WithChecksums() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream writer = new LZ4FrameOutputStream(out, BLOCKSIZE.SIZE_64KB, Bits.BLOCK_INDEPENDENCE, Bits.BLOCK_CHECKSUM,
                Bits.CONTENT_CHECKSUM)) {
            writer.write(ZEROS);
        }

        assertThat(bodyOf(Compression.LZ4.sysFlag, out.toByteArray())).isEqualTo(ZEROS);
    }

    @Test
    void warnsOfABodyOfZlibThatNeedsADictionaryAndLeavesIt() throws IOException {
        Deflater deflater = new Deflater();
        deflater.setDictionary("many words".getBytes(UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream writer = new DeflaterOutputStream(out, deflater)) {
            writer.write(BODY);
        } finally {
            deflater.end();
        }

        assertLeft(Compression.ZLIB.sysFlag, out.toByteArray(), "dictionary");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7})
    void warnsOfABodyOfAnUnknownMethodAndLeavesIt(int type) {
        assertLeft(SysFlags.COMPRESSED | type << 8, BODY, "does not know");
    }

    @Test
    void readsZstandardInSeveralClassLoaders() throws Exception {
        byte[] compressed = Compression.ZSTANDARD.compress(BODY);

        for (int i = 0; i < 2; i++) {
            assertThat(bodyOf(Compression.ZSTANDARD, compressed, new Redeployed(true, true))).isEqualTo(BODY);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warnsOfABodyOfZstandardWithoutItsLibraryAndReadsOthers(boolean hasClasses) throws Exception {
        Redeployed loader = new Redeployed(hasClasses, false);
        byte[] compressed = Compression.ZSTANDARD.compress(BODY);

        for (int i = 0; i < 2; i++) {
            assertThat(bodyOf(Compression.ZSTANDARD, compressed, loader)).isEqualTo(compressed);
            assertWarned("missing or cannot be loaded");
        }
        assertThat(bodyOf(Compression.LZ4, Compression.LZ4.compress(BODY), loader)).isEqualTo(BODY);
        assertThat(bodyOf(Compression.ZLIB, Compression.ZLIB.compress(BODY), loader)).isEqualTo(BODY);
    }

    private static byte[] bodyOf(Compression method, byte[] body, ClassLoader loader) throws ReflectiveOperationException {
        Method bodyOf = loader.loadClass(Decompression.class.getName()).getDeclaredMethod("bodyOf", MessageView.class);
        bodyOf.setAccessible(true);
        return (byte[]) bodyOf.invoke(null, stored(method.sysFlag, body));
    }

    /** Has classes of its own, as an application server gives them to each deployment; native libraries only if there are some. */
    private static final class Redeployed extends ClassLoader {
        private final boolean hasClasses;
        private final boolean hasNative;

        Redeployed(boolean hasClasses, boolean hasNative) {
            super(DecompressionTest.class.getClassLoader());
            this.hasClasses = hasClasses;
            this.hasNative = hasNative;
        }

        @Override
        protected Class<?> loadClass(String name, boolean isResolved) throws ClassNotFoundException {
            boolean isZstandard = name.startsWith("com.github.luben.");
            if (isZstandard && !hasClasses) {
                throw new ClassNotFoundException(name);
            }
            if (!isZstandard && !name.startsWith("io.ternmq.jms.mapping.")) {
                return super.loadClass(name, isResolved);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public URL getResource(String name) {
            return name.contains("libzstd") && !hasNative ? null : super.getResource(name);
        }
    }
}
