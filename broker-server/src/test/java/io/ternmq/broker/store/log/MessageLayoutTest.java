package io.ternmq.broker.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.wire.message.BatchBody;
import io.ternmq.wire.message.Hosts;
import io.ternmq.wire.message.MessageIds;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.RecordChecksum;
import io.ternmq.wire.message.SysFlags;
import io.ternmq.wire.message.Tags;
import io.ternmq.wire.message.UniqueKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our stored messages and batches against RocketMQ's own classes, both ways. */
class MessageLayoutTest {
    private static final InetSocketAddress BORN = new InetSocketAddress("127.0.0.7", 4711);
    private static final InetSocketAddress BORN_V6 = new InetSocketAddress("::1", 4712);
    private static final InetSocketAddress STORE = new InetSocketAddress("10.1.2.3", 10911);
    private static final InetSocketAddress STORE_V6 = new InetSocketAddress("fe80:0:0:0:1:2:3:4", 10912);

    @ParameterizedTest
    @CsvSource({"T,false,false", "T,true,false", "T,false,true", "T,true,true", "LONG,false,false", "LONG,true,true"})
    void rocketMqReadsWhatWeStore(String kind, boolean isBornV6, boolean isStoreV6) {
        String topic = kind.equals("LONG") ? "%RETRY%" + "g".repeat(200) : "Orders";
        ByteBuffer stored = store(topic, isBornV6 ? BORN_V6 : BORN, isStoreV6 ? STORE_V6 : STORE, "body-ü");

        MessageExt read = MessageDecoder.decode(stored, true, false, false, false, true);

        assertThat(read.getTopic()).isEqualTo(topic);
        assertThat(read.getBody()).isEqualTo("body-ü".getBytes(StandardCharsets.UTF_8));
        assertThat(read.getQueueId()).isEqualTo(3);
        assertThat(read.getQueueOffset()).isEqualTo(77);
        assertThat(read.getCommitLogOffset()).isEqualTo(1234567890123L);
        assertThat(read.getFlag()).isEqualTo(42);
        assertThat(read.getBornTimestamp()).isEqualTo(1000);
        assertThat(read.getStoreTimestamp()).isEqualTo(2000);
        assertThat(read.getReconsumeTimes()).isEqualTo(5);
        assertThat(read.getPreparedTransactionOffset()).isEqualTo(99);
        assertThat(read.getBornHost()).isEqualTo(isBornV6 ? BORN_V6 : BORN);
        assertThat(read.getStoreHost()).isEqualTo(isStoreV6 ? STORE_V6 : STORE);
        assertThat(read.getTags()).isEqualTo("TagA");
        assertThat(read.getKeys()).isEqualTo("k1 k2");
        assertThat(read.getProperties()).as("of a checksum nobody knows").containsOnlyKeys("TAGS", "KEYS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0001b\u0002", "a\u0001b", "a\u0001b\u0002c\u0001\u0002", "\u0002", "nothing"})
    void keepsPropertiesAsTheyAreGivenInFrontOfTheChecksum(String properties) {
        ByteBuffer stored = store("Orders", BORN, STORE, "", properties);
        MessageView view = new MessageView().wrap(stored, 0);

        assertThat(view.defect(1234567890123L, stored.limit())).isNull();
        assertThat(view.propertiesText()).isEqualTo(properties);
        assertThat(view.propertiesBytes()).asString(StandardCharsets.UTF_8).isEqualTo(properties);
        assertThat(view.propertiesLength()).isEqualTo(properties.length());
        assertThat(view.copyProperties(new byte[100])).isEqualTo(properties.length());
        assertThat(MessageDecoder.decode(stored, true, false).getProperties())
            .isEqualTo(MessageDecoder.string2messageProperties(properties));
    }

    @Test
    void takesAsManyPropertiesAsFitInFrontOfTheChecksum() {
        String most = "p\u0001" + "x".repeat(MessageLayout.MAX_PROPERTIES_LENGTH - 3) + "\u0002";
        ByteBuffer stored = store("Orders", BORN, STORE, "b", most);

        assertThat(new MessageView().wrap(stored, 0).propertiesText()).isEqualTo(most);
        assertThat(MessageDecoder.decode(stored, true, false).getProperty("p")).hasSize(most.length() - 3);
        assertThatThrownBy(() -> store("Orders", BORN, STORE, "b", most + "y")).hasMessageContaining("properties of 32760 bytes");
    }

    @Test
    void weReadWhatRocketMqStores() throws Exception {
        MessageExt original = MessageDecoder.decode(store("Orders", BORN, STORE, "hello"), true, false);
        original.setStoreSize(0); // to be computed
        ByteBuffer stored = ByteBuffer.wrap(MessageDecoder.encode(original, false));

        MessageView view = new MessageView().wrap(stored, 0);

        assertThat(view.isForeign(1234567890123L, stored.limit())).isTrue();
        assertThat(view.defect(1234567890123L, stored.limit())).isEqualTo("no checksum behind the properties");
        assertThat(view.topic()).isEqualTo("Orders");
        assertThat(view.queueId()).isEqualTo(3);
        assertThat(view.queueOffset()).isEqualTo(77);
        assertThat(view.flag()).isEqualTo(42);
        assertThat(view.bornHost()).isEqualTo(BORN);
        assertThat(view.storeHost()).isEqualTo(STORE);
        assertThat(view.reconsumeTimes()).isEqualTo(5);
        assertThat(view.preparedTransactionOffset()).isEqualTo(99);
        assertThat(new String(view.bodyBytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(view.property("KEYS".getBytes(StandardCharsets.US_ASCII))).isEqualTo("k1 k2");
        assertThat(view.property("KEY".getBytes(StandardCharsets.US_ASCII))).isNull();
        assertThat(MessageProperties.decode(view.propertiesText())).isEqualTo(original.getProperties());
    }

    @Test
    void splitsABatchThatRocketMqMade() {
        Message first = new Message("T", "TagA", "k1", "one".getBytes(StandardCharsets.UTF_8));
        Message second = new Message("T", "two".getBytes(StandardCharsets.UTF_8));
        second.setFlag(9);
        byte[] encoded = MessageDecoder.encodeMessages(List.of(first, second));

        BatchBody batch = new BatchBody(ByteBuffer.wrap(encoded));

        assertThat(batch.next()).isTrue();
        assertThat(new String(encoded, batch.bodyIndex(), batch.bodyLength(), StandardCharsets.UTF_8)).isEqualTo("one");
        assertThat(MessageProperties.find(new String(batch.properties(), StandardCharsets.UTF_8), "TAGS")).isEqualTo("TagA");
        assertThat(batch.next()).isTrue();
        assertThat(batch.flag()).isEqualTo(9);
        assertThat(new String(encoded, batch.bodyIndex(), batch.bodyLength(), StandardCharsets.UTF_8)).isEqualTo("two");
        assertThat(batch.next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void refusesDamagedBatchesWithoutReadingBeyondThem(long seed) {
        Random random = new Random(seed);
        byte[] sound = MessageDecoder.encodeMessages(List.of(
                new Message("T", "TagA", "k1", new byte[50]), new Message("T", new byte[500])));
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            BatchBody batch = new BatchBody(ByteBuffer.wrap(damaged));
            try {
                while (batch.next()) {
                    assertThat(batch.bodyIndex() + batch.bodyLength()).as("seed %d", seed).isLessThanOrEqualTo(damaged.length);
                    assertThat(batch.properties()).isNotNull();
                }
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("batch element");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void findsDamageOfStoredMessagesWithoutReadingBeyondThem(long seed) {
        Random random = new Random(seed);
        byte[] sound = store("Orders", BORN, STORE, "x".repeat(300)).array();
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            int limit = random.nextBoolean() ? damaged.length : random.nextInt(damaged.length);
            String defect = new MessageView().wrap(ByteBuffer.wrap(damaged), 0).defect(1234567890123L, limit);
            assertThat(defect).as("seed %d", seed).isNotNull();
        }
    }

    @Test
    void findsWhatIsMissingFromAnyByteOn() {
        byte[] sound = store("Orders", BORN, STORE, "x".repeat(30)).array();
        for (int from = 0; from < sound.length; from++) {
            byte[] torn = sound.clone();
            Arrays.fill(torn, from, torn.length, (byte) 0);
            MessageView view = new MessageView().wrap(ByteBuffer.wrap(torn), 0);
            assertThat(view.defect(1234567890123L, torn.length)).as("zeros from byte %d on", from).isNotNull();
            assertThat(view.isForeign(1234567890123L, torn.length)).as("zeros from byte %d on", from).isFalse();
        }
    }

    @Test
    void makesIdsThatRocketMqUnderstands() throws Exception {
        String id = MessageIds.offsetId(Hosts.encode(STORE), 4711);
        assertThat(MessageDecoder.decodeMessageId(id).getOffset()).isEqualTo(4711);
        assertThat(MessageDecoder.decodeMessageId(id).getAddress()).isEqualTo(STORE);
        assertThat(MessageIds.parseOffsetId(id)).isEqualTo(new MessageIds.OffsetId(STORE, 4711));
        assertThatThrownBy(() -> MessageIds.parseOffsetId("xyz")).hasMessageContaining("expected 32 or 56");

        String key = new UniqueKeys(InetAddress.getByName("10.9.8.7")).next();
        long madeMs = System.currentTimeMillis();
        // Within the same millisecond RocketMQ takes the key for one of the month before.
        await("the next millisecond").until(() -> System.currentTimeMillis() > madeMs);
        assertThat(key).hasSize(32);
        assertThat(MessageClientIDSetter.getIPStrFromID(key)).isEqualTo("10.9.8.7");
        assertThat(MessageClientIDSetter.getNearlyTimeFromID(key).getTime())
                .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 1);
    }

    @Test
    void codesPropertiesAsRocketMqDoes() {
        Map<String, String> properties = Map.of("a", "1", "ü", "→ x=y");

        assertThat(MessageDecoder.string2messageProperties(MessageProperties.encode(properties))).isEqualTo(properties);
        assertThat(MessageProperties.decode(MessageDecoder.messageProperties2String(properties))).isEqualTo(properties);
        // RocketMQ's clients drop an empty value; here it is kept.
        assertThat(MessageProperties.decode(MessageProperties.encode(Map.of("empty", "")))).containsEntry("empty", "");
        assertThat(MessageProperties.find("a\u0001b", "a")).isEqualTo("b");
        assertThatThrownBy(() -> MessageProperties.encode(Map.of("x", "a\u0002b"))).hasMessageContaining("property x");
    }

    private static ByteBuffer store(String topic, InetSocketAddress born, InetSocketAddress store, String text) {
        return store(topic, born, store, text, "TAGS\u0001TagA\u0002KEYS\u0001k1 k2\u0002");
    }

    private static ByteBuffer store(String topic, InetSocketAddress born, InetSocketAddress store, String text, String propertiesText) {
        byte[] bornHost = Hosts.encode(born);
        byte[] storeHost = Hosts.encode(store);
        ByteBuffer body = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        byte[] properties = propertiesText.getBytes(StandardCharsets.UTF_8);
        NewMessage message = new NewMessage(topic, NewMessage.bytesOf(topic), 3, 42,
                NewMessage.withHosts(SysFlags.TRANSACTION_COMMIT, bornHost, storeHost), 1000, bornHost, storeHost, 5, 99, body,
                NewMessage.crcOf(body), properties, Tags.code("TagA"), 0);
        ByteBuffer stored = ByteBuffer.allocate(message.encodedLength());
        message.encode(stored, 77, 1234567890123L, 2000, new RecordChecksum());
        return stored.flip();
    }
}
