package io.ternmq.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.route.DataVersion;
import io.ternmq.wire.command.route.TopicConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Topics and groups as state modules: the same changes give the same state, by replay and by snapshot. */
class TopicsTest {
    private final Topics topics = new Topics();

    @Test
    void restoresTheSameStateFromASnapshot() {
        for (int i = 0; i < 5_000; i++) {
            apply(topics, Topics.put(topic("T" + i, i % 8 + 1), 1_000 + i));
        }
        apply(topics, Topics.delete("T7", List.of(), 9_000));

        Topics restored = new Topics();
        List<byte[]> chunks = snapshot(topics);
        chunks.forEach(chunk -> restored.restore(ByteBuffer.wrap(chunk)));

        assertThat(chunks).hasSizeGreaterThan(1).allMatch(chunk -> chunk.length < 256 * 1024);
        assertThat(restored.all()).containsExactlyInAnyOrderElementsOf(topics.all());
        assertThat(restored.version()).isEqualTo(topics.version()).isEqualTo(new DataVersion(0, 9_000, 5_001));
        assertThat(snapshot(restored)).usingRecursiveComparison().isEqualTo(chunks);
    }

    @Test
    void tellsListenersWhichTopicChanged() {
        List<String> told = new ArrayList<>();
        topics.onChange(told::add);

        apply(topics, Topics.put(topic("A", 1), 1));
        apply(topics, Topics.delete("A", List.of(), 2));

        assertThat(told).containsExactly("A", "A");
        assertThat(topics.get("A")).isNull();
    }

    @Test
    void hidesTheMessagesOfADeletedTopicAtTheRecordedOffsets() {
        List<String> hidden = new ArrayList<>();
        topics.hideWith((topic, queueId, offset) -> hidden.add(topic + "/" + queueId + " before " + offset));

        apply(topics, Topics.delete("A", List.of(5L, 0L), 1));

        assertThat(hidden).containsExactly("A/0 before 5", "A/1 before 0");
    }

    @Test
    void refusesStateOfANewerBroker() {
        StateChange change = Topics.put(topic("A", 1), 1);
        change.payload()[0] = 9;

        assertThatThrownBy(() -> apply(topics,
            change)).hasMessageContaining("layout version 9").hasMessageContaining("newer broker");
    }

    @Test
    void restoresGroupsWithAllTheirSettings() {
        Groups groups = new Groups();
        GroupConfig group = new GroupConfig("g", false, true, false, true, 3, 7, null, 1, 2, false, 4, 30, Map.of("a", "b"));
        apply(groups, Groups.put(group, 1));
        apply(groups, Groups.put(GroupConfig.withDefaults("gone"), 2));
        apply(groups, Groups.delete("gone", 3));

        Groups restored = new Groups();
        snapshot(groups).forEach(chunk -> restored.restore(ByteBuffer.wrap(chunk)));

        assertThat(restored.all()).containsExactly(group);
        assertThat(restored.version()).isEqualTo(groups.version());
    }

    private static TopicConfig topic(String name, int queues) {
        return new TopicConfig(name, queues, queues + 1, 6, TopicConfig.SINGLE_TAG, 2, true, Map.of("message.type", "NORMAL"));
    }

    private static void apply(StateModule module, StateChange change) {
        module.apply(change.type(), ByteBuffer.wrap(change.payload()));
    }

    private static List<byte[]> snapshot(StateModule module) {
        List<byte[]> chunks = new ArrayList<>();
        module.snapshot(chunks::add);
        return chunks;
    }
}
