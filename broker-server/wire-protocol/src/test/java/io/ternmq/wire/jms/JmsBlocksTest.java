package io.ternmq.wire.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmsBlocksTest {
    @Test
    void writesTheDocumentedPropertyBlock() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("amount", 3);
        properties.put("note", "a;b=c\\d\u0001");
        properties.put("none", null);

        assertThat(JmsProperties.encode(properties)).isEqualTo("v1;Iamount=3;Snote=a\\sb\\ec\\\\d\\1;Nnone=;");
    }

    @Test
    void writesTheDocumentedHeaderBlock() {
        JmsHeader header = new JmsHeader(BodyType.MAP, true, false, 7, 1000, 2000, 0, new JmsHeader.Correlation("c;1", null),
            new Address(DestinationKind.QUEUE, "re:ply"), "type", new Address(DestinationKind.TOPIC, "news"), "client");

        assertThat(header.encode()).isEqualTo("v1;b=M;m=N;p=7;t=1000;x=2000;c=c\\s1;r=Q:re:ply;y=type;a=T:news;o=client;");
        assertThat(JmsHeader.decode(header.encode())).isEqualTo(header);
        assertThat(JmsHeader.isEnveloped(header.encode())).isFalse();
        assertThat(JmsHeader.isEnveloped(header.encodeEnveloped())).isTrue();
    }

    @Test
    void skipsHeaderFieldsOfLaterVersions() {
        assertThat(JmsHeader.decode("v1;b=T;Q=whatever;p=9;").priority()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsRandomPropertiesAndValues(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Map<String, Object> properties = new LinkedHashMap<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                properties.put("p" + text(random), value(random, 9));
            }

            String block = JmsProperties.encode(properties);

            assertThat(JmsProperties.decode(block)).as("seed %d round %d", seed, round).isEqualTo(properties);
            if (block != null) {
                assertThat(block).doesNotContain("\u0001", "\u0002");
                String overTheWire = new String(block.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                assertThat(overTheWire).as("seed %d round %d", seed, round).isEqualTo(block);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsRandomStreamsAndMaps(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Object> values = new ArrayList<>();
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                values.add(value(random, 11));
                map.put(text(random), value(random, 11));
            }

            List<Object> readValues = TypedValues.decodeStream(TypedValues.encodeStream(values));
            Map<String, Object> readMap = TypedValues.decodeMap(TypedValues.encodeMap(map));

            assertThat(readValues).as("seed %d round %d", seed, round).usingRecursiveComparison().isEqualTo(values);
            assertThat(readMap).as("seed %d round %d", seed, round).usingRecursiveComparison().isEqualTo(map);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void refusesDamagedBlocksWithOneKindOfException(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            String block = "v1;" + text(random) + text(random);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (Runnable read : List.<Runnable>of(() -> JmsProperties.decode(block), () -> JmsHeader.decode(block),
                    () -> TypedValues.decodeMap(bytes), () -> TypedValues.decodeStream(bytes), () -> BodyEnvelope.decode(bytes))) {
                try {
                    read.run();
                } catch (BadBlockException expected) {
                    assertThat(expected.getMessage()).as("seed %d round %d", seed, round).isNotBlank();
                }
            }
        }
    }

    @Test
    void refusesUnknownVersionsAndTypes() {
        assertThatThrownBy(() -> JmsProperties.decode("v2;Sa=b;")).isInstanceOf(BadBlockException.class)
            .hasMessageContaining("v2;Sa=b;").hasMessageContaining("v1;");
        assertThatThrownBy(() -> JmsProperties.decode("v1;Xa=b;")).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> JmsProperties.encode(Map.of("o", new Object()))).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> TypedValues.decodeMap(new byte[] {2})).isInstanceOf(BadBlockException.class);
    }

    @Test
    void refusesMorePropertiesThanTheLimit() {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i <= JmsProperties.MAX_COUNT; i++) {
            many.put("p" + i, i);
        }

        assertThatThrownBy(() -> JmsProperties.encode(many)).isInstanceOf(BadBlockException.class)
            .hasMessageContaining(Integer.toString(JmsProperties.MAX_COUNT));
    }

    @Test
    void keepsBlocksAndBodyInTheEnvelope() {
        BodyEnvelope envelope = new BodyEnvelope("v1;b=T;", "v1;Sa=ä;", new byte[] {1, 2, 3});

        BodyEnvelope read = BodyEnvelope.decode(envelope.encode());

        assertThat(read.headerBlock()).isEqualTo("v1;b=T;");
        assertThat(read.propertyBlock()).isEqualTo("v1;Sa=ä;");
        assertThat(read.body()).containsExactly(1, 2, 3);
    }

    @Test
    void mapsNamesToLegalOnes() {
        assertThat(DestinationNames.topicOf("orders-1_A%RETRY%x")).isEqualTo("orders-1_A%RETRY%x");
        assertThat(DestinationNames.topicOf("a/b ä")).isEqualTo("a%2Fb%20%C3%A4");
        assertThat(DestinationNames.topicOf("x".repeat(300))).hasSize(127).isNotEqualTo(DestinationNames.topicOf("x".repeat(301)));
        assertThat(DestinationNames.subscriptionGroup(true, "a", "b")).isNotEqualTo(DestinationNames.subscriptionGroup(true, null, "a|b"));
    }

    @Test
    void knowsNamesThatBelongToOthers() {
        assertThat(DestinationNames.escapedName("a%2Fb%20%C3%A4")).isEqualTo("a/b ä");
        for (String name : List.of("orders", "a/b ä", "100%", "%", "%2", "50%25", "%2e", "%41", "%GG", "%DLQ%JMSQ_shop%2Eorders", "%RETRY%a%20b")) {
            assertThat(DestinationNames.escapedName(name)).as(name).isNull();
        }
        for (String name : List.of("shop.orders", "a b", "ä", "\n", "a%b c%20")) {
            String topic = DestinationNames.topicOf(name);
            assertThat(DestinationNames.escapedName(topic)).as(topic).isNotNull();
            assertThat(DestinationNames.topicOf(DestinationNames.escapedName(topic))).isEqualTo(topic);
        }
    }

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int kind = random.nextInt(4);
            out.append(switch (kind) {
                case 0 -> (char) random.nextInt(4);
                case 1 -> "\\;=se012u".charAt(random.nextInt(9));
                case 2 -> (char) (0xD7F0 + random.nextInt(0x820));
                default -> (char) ('a' + random.nextInt(26));
            });
        }
        return out.toString();
    }

    private static Object value(Random random, int kinds) {
        return switch (random.nextInt(kinds)) {
            case 0 -> text(random);
            case 1 -> random.nextBoolean();
            case 2 -> (byte) random.nextInt();
            case 3 -> (short) random.nextInt();
            case 4 -> random.nextInt();
            case 5 -> random.nextLong();
            case 6 -> (float) random.nextGaussian();
            case 7 -> random.nextInt(10) == 0 ? Double.NEGATIVE_INFINITY : random.nextGaussian();
            case 9 -> (char) random.nextInt();
            case 10 -> text(random).getBytes(StandardCharsets.UTF_8);
            default -> null;
        };
    }
}
