package io.ternmq.broker.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusyConnectionsTest {

    @Test
    void refusesWhatIsBehindARefusedMessageUntilItComesAgain() {
        BusyConnections<String> busy = new BusyConnections<>();
        assertThat(busy.isBehindARefusal("a", false)).isFalse();

        busy.onRefused("a");

        assertThat(busy.isBehindARefusal("a", false)).isTrue();
        assertThat(busy.isBehindARefusal("b", false)).isFalse();
        assertThat(busy.isBehindARefusal("a", true)).isFalse();
        assertThat(busy.isBehindARefusal("a", false)).isFalse();
        busy.onRefused("b");
        busy.onClosed("b");
        assertThat(busy.isBehindARefusal("b", false)).isFalse();
    }
}
