package io.ternmq.namesrv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTableTest {
    private static final TopicQueues EIGHT = new TopicQueues(8, 8, 6, 0);
    private static final TableVersion FIRST = new TableVersion(1, 1000, 1);

    private final RouteTable table = new RouteTable();

    @Test
    void offersTheQueuesOfALiveMasterOnly() {
        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of("T", EIGHT));
        table.register(member("a", 1, "h:2", FIRST, "c2"), Map.of("OfSlave", EIGHT));

        assertThat(table.queuesOf("T")).containsOnly(Map.entry("a", EIGHT));
        assertThat(table.queuesOf("OfSlave")).isEmpty();
        assertThat(table.membersOf("a")).containsOnlyKeys(0L, 1L);
    }

    @Test
    void takesTopicsAgainOnlyWithAnotherVersion() {
        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of("T", EIGHT));
        TopicQueues wider = new TopicQueues(16, 16, 6, 0);

        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of("T", wider));
        assertThat(table.queuesOf("T")).containsValue(EIGHT);

        table.register(member("a", 0, "h:1", new TableVersion(1, 1001, 2), "c1"), Map.of("T", wider));
        assertThat(table.queuesOf("T")).containsValue(wider);
    }

    @Test
    void forgetsABrokerAndItsTopicsWhenItsLastMemberGoes() {
        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of("T", EIGHT, "OnlyA", EIGHT));
        table.register(member("b", 0, "h:2", FIRST, "c2"), Map.of("T", EIGHT));

        table.dropChannel("c1");

        assertThat(table.topicNames()).containsExactly("T");
        assertThat(table.queuesOf("T")).containsOnlyKeys("b");
        assertThat(table.brokerNames()).containsExactly("b");
    }

    @Test
    void dropsWhoIsSilentForLongerThanItAnnounced() {
        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of("T", EIGHT));

        table.dropExpired(120_000);
        assertThat(table.brokerNames()).containsExactly("a");
        table.touch(new BrokerIdentity("cluster", "a", 0, "h:1", "h:2"), 100_000);
        table.dropExpired(220_000);
        assertThat(table.brokerNames()).containsExactly("a");
        table.dropExpired(220_001);
        assertThat(table.brokerNames()).isEmpty();
    }

    @Test
    void refusesAnOlderReignFromAnotherAddress() {
        table.register(member("a", 0, "h:1", new TableVersion(2, 1000, 1), "c1"), Map.of());

        boolean older = table.register(member("a", 0, "h:9", FIRST, "c2"), Map.of());
        boolean newer = table.register(member("a", 0, "h:9", new TableVersion(2, 1000, 1), "c2"), Map.of());

        assertThat(older).isFalse();
        assertThat(newer).isTrue();
        assertThat(table.membersOf("a").get(0L).identity().address()).isEqualTo("h:9");
    }

    @Test
    void movesAProcessThatChangesItsId() {
        table.register(member("a", 1, "h:1", FIRST, "c1"), Map.of());

        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of());

        assertThat(table.membersOf("a")).containsOnlyKeys(0L);
    }

    @Test
    void wipesAndRestoresTheWritePermission() {
        table.register(member("a", 0, "h:1", FIRST, "c1"), Map.of("T", EIGHT, "U", EIGHT));

        assertThat(table.wipeWrite("a")).isEqualTo(2);
        assertThat(table.queuesOf("T").get("a").permission()).isEqualTo(4);
        assertThat(table.addWrite("a")).isEqualTo(2);
        assertThat(table.queuesOf("T").get("a").permission()).isEqualTo(6);
        assertThat(table.wipeWrite("unknown")).isZero();
    }

    private static BrokerMember member(String name, long id, String address, TableVersion version, Object channel) {
        return new BrokerMember(new BrokerIdentity("cluster", name, id, address, "ha"), version, 0, 120_000, channel);
    }
}
