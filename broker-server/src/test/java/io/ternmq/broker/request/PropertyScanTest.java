package io.ternmq.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.jms.MessageMarks;
import io.ternmq.wire.message.MessageProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyScanTest {
    @Test
    void findsTagsAndUniqueKeyAmongOthers() {
        PropertyScan scan = scan(Map.of("KEYS", "k", "TAGS", "TagA", "UNIQ_KEY", "0A", "user", "TAGS", "TAGSX", "no", "WAIT",
            "true"));

        assertThat(scan.tags()).isEqualTo("TagA");
        assertThat(scan.uniqueKey()).isEqualTo("0A");
        assertThat(scan.needsCare()).isFalse();
    }

    @Test
    void needsNoCareWithoutProperties() {
        PropertyScan scan = PropertyScan.of("");

        assertThat(scan.tags()).isNull();
        assertThat(scan.uniqueKey()).isNull();
        assertThat(scan.needsCare()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELAY", "POP_CK", "MSG_REGION", "CLUSTER", "TIMER_DELIVER_MS"})
    void needsCareForWhatTheBrokerActsOn(String name) {
        assertThat(scan(Map.of("TAGS", "a", name, "1")).needsCare()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAGS\u0001a", "a\u0001b\u0002rest", "\u0002\u0002", "a\u0002JMS\u0001v1;p=7;\u0002"})
    void needsCareForUnusualText(String text) {
        assertThat(PropertyScan.of(text).needsCare()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0001b\u0002", "JMS\u0001v1;b=T;p=7;\u0002", "JMS\u0001v1;b=T;p=7;x=5;\u0002JMS\u0001v1;p=1;\u0002",
        "a\u0001v1;p=1;\u0002__SHARDINGKEY\u0001g\u0002", "JMSP\u0001v1;p=1;\u0002JMS\u0001v1;b=T;p=0;\u0002"})
    void findsTheMarksThatAReplayFinds(String text) {
        PropertyScan scan = PropertyScan.of(text);

        assertThat(scan.needsCare()).isFalse();
        assertThat(scan.marks()).isEqualTo(MessageMarks.of(text));
    }

    private static PropertyScan scan(Map<String, String> properties) {
        return PropertyScan.of(MessageProperties.encode(new LinkedHashMap<>(properties)));
    }
}
