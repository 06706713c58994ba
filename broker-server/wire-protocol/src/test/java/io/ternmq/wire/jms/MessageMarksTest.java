package io.ternmq.wire.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.message.MessageProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageMarksTest {

    @Test
    void findsNothingInAPlainMessage() {
        assertThat(of(Map.of())).isEqualTo(MessageMarks.PLAIN);
        assertThat(of(Map.of("TAGS", "a", JmsHeader.PROPERTY, header(4, 0).encode()))).isEqualTo(MessageMarks.PLAIN);
    }

    @Test
    void findsPriorityExpirationAndGroup() {
        int priority = of(Map.of(JmsHeader.PROPERTY, header(9, 0).encode()));
        int expiring = of(Map.of(JmsHeader.PROPERTY, header(0, 5).encode()));
        int grouped = of(Map.of(MessageProperties.SHARDING_KEY, "g"));

        assertThat(MessageMarks.priority(priority)).isEqualTo(9);
        assertThat(MessageMarks.isDetailed(priority)).isFalse();
        assertThat(MessageMarks.priority(expiring)).isZero();
        assertThat(MessageMarks.isDetailed(expiring)).isTrue();
        assertThat(MessageMarks.priority(grouped)).isEqualTo(JmsHeader.DEFAULT_PRIORITY);
        assertThat(MessageMarks.isDetailed(grouped)).isTrue();
    }

    @Test
    void findsTheSameWhenTheHeaderIsInTheBody() {
        String block = header(7, 1234).encodeEnveloped();

        assertThat(MessageMarks.ofHeader(block)).isEqualTo(MessageMarks.ofHeader(header(7, 1234).encode()));
        assertThat(JmsHeader.isEnveloped(block)).isTrue();
        assertThat(JmsHeader.decode(block).expirationMs()).isEqualTo(1234);
    }

    @Test
    void isNotFooledByWhatApplicationsWrite() {
        JmsHeader header = new JmsHeader(BodyType.TEXT, true, true, 4, 0, 0, 0, new JmsHeader.Correlation(";p=9;x=1;", null), null,
            ";p=1;", null, null);

        assertThat(MessageMarks.ofHeader(header.encode())).isEqualTo(MessageMarks.PLAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1;p=", "v1;p=10;", "v1;p=;", "v1;p=x;", ";p=5", "v1;p=-1;"})
    void takesABadPriorityForTheDefault(String block) {
        assertThat(MessageMarks.priority(MessageMarks.ofHeader(block))).isEqualTo(JmsHeader.DEFAULT_PRIORITY);
    }

    private static int of(Map<String, String> properties) {
        return MessageMarks.of(MessageProperties.encode(new LinkedHashMap<>(properties)));
    }

    private static JmsHeader header(int priority, long expirationMs) {
        return new JmsHeader(BodyType.TEXT, true, true, priority, 1, expirationMs, 0, JmsHeader.Correlation.NONE, null, null, null,
            null);
    }
}
