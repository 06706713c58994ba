package io.ternmq.wire.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeldMessageTest {
    private static final List<HeldMessage> MESSAGES = List.of(
        new HeldMessage("orders", 3, 0, "a\u0001b\u0002", bytes("one")),
        new HeldMessage("orders", -1, 1_700_000_000_000L, "", bytes("")),
        new HeldMessage("r\u00e9ponses", 0, 0, "k\u0001\u00e4\u0002", bytes("three")));

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] encoded() {
        ByteBuf out = Unpooled.buffer();
        HeldMessage.encode(MESSAGES, out);
        byte[] encoded = new byte[out.readableBytes()];
        out.readBytes(encoded);
        return encoded;
    }

    @Test
    void readsWhatItHasWritten() {
        assertThat(HeldMessage.decode(ByteBuffer.wrap(encoded()))).isEqualTo(MESSAGES);
    }

    @Test
    void writesATopicOnceForARunOfMessages() {
        assertThat(new String(encoded(), StandardCharsets.UTF_8)).containsOnlyOnce("orders");
    }

    @Test
    void refusesWhatIsCutAnywhere() {
        byte[] whole = encoded();
        for (int length = 1; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            try {
                assertThat(HeldMessage.decode(cut)).as("cut between two messages").hasSizeLessThan(MESSAGES.size());
            } catch (BadBlockException e) {
                assertThat(e).hasMessageContaining("expected: at most");
            }
        }
    }

    @Test
    void refusesNonsenseWithoutAnyOtherFailure() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = encoded();
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int hits = random.nextInt(4); hits >= 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                HeldMessage.decode(ByteBuffer.wrap(damaged));
            } catch (BadBlockException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageContaining("expected");
            }
        }
    }

    @Test
    void wantsATopic() {
        byte[] whole = encoded();
        whole[0] = 0;
        assertThatThrownBy(() -> HeldMessage.decode(ByteBuffer.wrap(whole))).isInstanceOf(BadBlockException.class).hasMessageContaining("topic");
        ByteBuf out = Unpooled.buffer();
        List<HeldMessage> tooLong = List.of(new HeldMessage("x".repeat(256), 0, 0, "", bytes("")));
        assertThatThrownBy(() -> HeldMessage.encode(tooLong, out)).isInstanceOf(BadBlockException.class).hasMessageContaining("256 bytes");
    }
}
