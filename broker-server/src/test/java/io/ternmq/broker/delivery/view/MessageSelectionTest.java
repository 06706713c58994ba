package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.delivery.lease.EntryBatch;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.JmsProperties;
import io.ternmq.wire.message.Hosts;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.RecordChecksum;
import io.ternmq.wire.message.Tags;
import io.ternmq.wire.selector.SelectorException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Selectors over batches of messages, beside the same one by one. */
class MessageSelectionTest {

    private static final byte[] HOST = Hosts.encode(new InetSocketAddress("127.0.0.1", 10911));
    private static final byte[] HOST_V6 = Hosts.encode(new InetSocketAddress("::1", 10911));
    private static final int LOG_BYTES = 1 << 20;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LOG_BYTES);
    private final EntryBatch batch = new EntryBatch();
    private long removedBelow;
    private int fileEnd = LOG_BYTES;
    private int reads;

    private ByteBuffer read(long position, int sizeBytes) {
        reads++;
        boolean isInOneFile = position >= fileEnd || position + sizeBytes <= fileEnd;
        return position < removedBelow || !isInOneFile ? null : bytes.slice((int) position, sizeBytes).asReadOnlyBuffer();
    }

    private EntryFilter filter(String selector) throws SelectorException {
        return MessageSelection.of(this::read, selector, null);
    }

    private void store(byte[] host, String properties, String tag, int bodyLength) {
        ByteBuffer body = ByteBuffer.allocate(bodyLength);
        int sysFlag = NewMessage.withHosts(0, host, host);
        NewMessage message = new NewMessage("t", NewMessage.bytesOf("t"), 0, 0, sysFlag, 1, host, host, 0, 0, body,
            NewMessage.crcOf(body), properties.getBytes(UTF_8), Tags.code(tag), 0);
        int position = bytes.position();
        message.encode(bytes, batch.count(), position, 1, new RecordChecksum());
        batch.add(batch.count(), position, bytes.position() - position, Tags.code(tag));
    }

    private void storeJms(int number, byte[] host, String type, int bodyLength, String filling) {
        JmsHeader header =
            new JmsHeader(BodyType.BYTES, true, true, number % 10, 1, 0, 0, JmsHeader.Correlation.NONE, null, type, null, null);
        String block = JmsProperties.encode(Map.of("k", number, "filling", filling));
        Map<String, String> properties = Map.of(JmsHeader.PROPERTY, header.encode(), JmsProperties.PROPERTY, block);
        store(host, MessageProperties.encode(properties), type, bodyLength);
    }

    private long oneByOne(EntryFilter filter) {
        long selected = 0;
        for (int i = 0; i < batch.count(); i++) {
            selected |= filter.matches(batch.tagsCode(i), batch.position(i), batch.sizeBytes(i)) ? 1L << i : 0;
        }
        return selected;
    }

    private void fill(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EntryBatch.CAPACITY; i++) {
            if (random.nextInt(4) == 0) {
                // Of somebody else's queue
                bytes.position(bytes.position() + random.nextInt(5_000));
            }
            storeJms(i, random.nextBoolean() ? HOST : HOST_V6, random.nextBoolean() ? "round" : "square", random.nextInt(3_000),
                "x".repeat(random.nextInt(600)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheSameInABatchAsOneByOne(long seed) throws SelectorException {
        fill(seed);
        EntryFilter some = filter("k BETWEEN 10 AND 19 AND JMSPriority > 2");

        long selected = some.matches(batch);

        assertThat(selected).isEqualTo(oneByOne(some)).isEqualTo(0b1111111L << 13);
        assertThat(filter("k = 63").matches(batch)).isEqualTo(1L << 63);
        EntryFilter byTag = filter("JMSType = 'round'");
        assertThat(byTag.matches(batch)).isEqualTo(oneByOne(byTag)).isNotZero();
        assertThat(filter("filling IS NULL").matches(batch)).isZero();
    }

    @Test
    void readsABatchAtOnce() throws SelectorException {
        fill(6);

        filter("k = 5").matches(batch);

        assertThat(reads).isEqualTo(1);
    }

    @Test
    void selectsAcrossTheEndOfALogFile() throws SelectorException {
        fill(7);
        fileEnd = (int) batch.position(40);

        assertThat(filter("k BETWEEN 39 AND 40").matches(batch)).isEqualTo(3L << 39);
    }

    @Test
    void selectsWhatRetentionHasLeft() throws SelectorException {
        fill(8);
        removedBelow = batch.position(40);

        assertThat(filter("k BETWEEN 39 AND 40").matches(batch)).isEqualTo(1L << 40);
        batch.clear();
        assertThat(filter("k BETWEEN 39 AND 40").matches(batch)).isZero();
    }

    @Test
    void leavesOutWhatCannotBeReadAndNothingElse() throws SelectorException {
        fill(9);
        byte[] rubbish = new byte[batch.sizeBytes(20)];
        Arrays.fill(rubbish, (byte) 0x7F);
        bytes.put((int) batch.position(20), rubbish);

        assertThat(filter("k BETWEEN 19 AND 21").matches(batch)).isEqualTo(1L << 19 | 1L << 21);
    }
}
