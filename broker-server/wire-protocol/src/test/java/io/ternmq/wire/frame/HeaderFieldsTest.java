package io.ternmq.wire.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
    private final HeaderFields fields = Frame.request(1).fields();

    @Test
    void keepsOrderAndReplacesInPlace() {
        fields.put("a", 1).put("b", "x").put("c", true).put("b", 2).put("a", "y").put("d", null);

        assertThat(fields.toString()).isEqualTo("{a=y, b=2, c=true}");
        assertThat(fields.size()).isEqualTo(3);
        assertThat(fields.key(1)).isEqualTo("b");
        assertThatThrownBy(() -> fields.key(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void growsBeyondItsFirstCapacity() {
        for (int i = 0; i < 100; i++) {
            fields.put("key" + i, i * 1_000_000_000L);
        }

        for (int i = 0; i < 100; i++) {
            assertThat(fields.requireLong("key" + i)).isEqualTo(i * 1_000_000_000L);
        }
    }

    @Test
    void keysAreFoundByValueNotByInstance() {
        fields.put(new StringBuilder("topic").toString(), "T");

        assertThat(fields.get("topic")).isEqualTo("T");
        assertThat(KnownKeys.of("xtopic".getBytes(StandardCharsets.UTF_8), 1, 5)).isSameAs("topic");
        assertThat(KnownKeys.of("nobody".getBytes(StandardCharsets.UTF_8), 0, 6)).isEqualTo("nobody");
    }

    @Test
    void everyNumberSurvives() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long value = switch (i) {
                case 0 -> Long.MIN_VALUE;
                case 1 -> Long.MAX_VALUE;
                case 2 -> Integer.MIN_VALUE;
                case 3 -> Integer.MAX_VALUE;
                case 4 -> Integer.MAX_VALUE + 1L;
                default -> random.nextLong() >> random.nextInt(64);
            };
            HeaderFields one = Frame.request(1).fields().put("n", value);
            assertThat(one.requireLong("n")).isEqualTo(value);
            assertThat(one.get("n")).isEqualTo(Long.toString(value));
            assertThat(one.requireLong("n")).isEqualTo(value);
        }
    }

    @Test
    void whatIsNoNumberIsRefusedNotReplaced() {
        for (String text : new String[] {"", "-", "+", "x", "1.5", " 1", "1 ", "0x1", "9223372036854775808", "--1", "1e3"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(Decimal.isLong(bytes, 0, bytes.length)).as(text).isFalse();
            fields.put("n", text);
            assertThatThrownBy(() -> fields.getLong("n",
                0)).isInstanceOf(BadFieldException.class).hasMessageContaining("'" + text + "'");
        }
        fields.put("n", "2147483648");
        assertThatThrownBy(() -> fields.getInt("n", 0)).isInstanceOf(BadFieldException.class)
            .hasMessage("header field n is '2147483648' (expected: a 32-bit integer)");
        assertThatThrownBy(() -> fields.require("m")).isInstanceOf(BadFieldException.class).hasMessage("header field m is missing");
        byte[] padded = "+00000000000000000000012".getBytes(StandardCharsets.UTF_8);
        assertThat(Decimal.isLong(padded, 0, padded.length)).isTrue();
        assertThat(Decimal.parse(padded, 0, padded.length)).isEqualTo(12);
    }

    @Test
    void valuesCanBeTakenAsBytes() {
        fields.put("text", "\u20ac").put("number", 77);
        ByteBuf out = Unpooled.buffer();

        assertThat(fields.getBytes("text")).isEqualTo("\u20ac".getBytes(StandardCharsets.UTF_8));
        assertThat(fields.getBytes("number")).isEqualTo("77".getBytes(StandardCharsets.UTF_8));
        assertThat(fields.getBytes("none")).isNull();
        assertThat(fields.appendTo("text", out) + fields.appendTo("number", out) + fields.appendTo("none", out)).isEqualTo(5);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u20ac77");
    }
}
