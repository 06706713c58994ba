package io.ternmq.wire.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.wire.message.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmsPropertyLookupTest {

    @Test
    void findsWhatDecodingFinds() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("a", 1);
        properties.put("ab", -17L);
        properties.put("größe=;", "a;b=c\\d");
        properties.put("yes", true);
        properties.put("no", false);
        properties.put("small", (byte) -3);
        properties.put("short", (short) 300);
        properties.put("least", Integer.MIN_VALUE);
        properties.put("most", Long.MAX_VALUE);
        properties.put("leastLong", Long.MIN_VALUE);
        properties.put("half", 0.5);
        properties.put("third", 0.25f);
        properties.put("none", null);
        String block = JmsProperties.encode(properties);

        properties.forEach((name, value) -> assertThat(find(block, name)).as(name).isEqualTo(value));
        assertThat(find(block, "abc")).isNull();
        assertThat(find(block, "")).isNull();
        assertThat(find("v1;", "a")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v2;Ia=1;", "v1;Ia=x;", "v1;Ia=;", "v1;Ia=99999999999;", "v1;Xa=1;"})
    void refusesWhatDecodingRefuses(String block) {
        assertThatThrownBy(() -> JmsProperties.decode(block)).isInstanceOf(BadBlockException.class);
        assertThatThrownBy(() -> find(block, "a")).isInstanceOf(BadBlockException.class);
    }

    @Test
    void searchesEightBytesAtATimeAsOneByOne() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(4));
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            for (int from = 0; from <= bytes.length; from++) {
                int expected = from;
                while (expected < bytes.length && bytes[expected] != 2) {
                    expected++;
                }
                assertThat(Bytes.indexOf(buffer, from, bytes.length, (byte) 2)).as("round %d", round).isEqualTo(expected);
            }
        }
    }

    private static Object find(String block, String name) {
        byte[] bytes = ("before" + block + "=;after").getBytes(StandardCharsets.UTF_8);
        int length = block.getBytes(StandardCharsets.UTF_8).length;
        return new JmsPropertyLookup(name).find(ByteBuffer.wrap(bytes), "before".length(), length);
    }
}
