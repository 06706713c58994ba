package io.ternmq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakDetectionTest {
    private final Properties properties = new Properties();

    @Test
    void isOffWhenNobodyHasSaidAnything() {
        LeakDetection.disableUnlessSet(properties);

        assertThat(properties).containsExactly(Map.entry("io.netty.leakDetection.level", "disabled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.netty.leakDetection.level", "io.netty.leakDetectionLevel"})
    void isAsSetByTheUser(String name) {
        properties.setProperty(name, "paranoid");

        LeakDetection.disableUnlessSet(properties);

        assertThat(properties).containsExactly(Map.entry(name, "paranoid"));
    }
}
