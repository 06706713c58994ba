package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.Sharing;
import io.ternmq.broker.delivery.view.TopicMarks;
import io.ternmq.broker.delivery.view.ViewDefinition;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.jms.RedeliveryTerms;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which groups hear of a message, and which wait. */
class TopicGroupsTest {

    @TempDir
    Path folder;
    private final TopicGroups active = new TopicGroups();
    private QueueIndexes indexes;
    private LeasedViews views;

    @BeforeEach
    void open() {
        indexes = QueueIndexes.open(folder, 1_000);
        views = new LeasedViews(indexes, topic -> 1, new TopicMarks(), (position, size) -> null,
            RedeliveryRules.of(RedeliveryTerms.BROKER_DEFAULT), Integer.MAX_VALUE);
    }

    private LeasedGroup group(String name, String topic) {
        return views.unstored(new ViewDefinition(name, topic, Sharing.GROUP, ViewKind.QUEUE, null, null), 0, Map.of()).group();
    }

    @Test
    void findsTheGroupsOfAQueuesTopicInTheirOrderAndThoseThatComeLater() {
        QueueIndex first = indexes.obtain("t", 0);
        QueueIndex second = indexes.obtain("t", 1);
        LeasedGroup one = group("one", "t");
        LeasedGroup other = group("other", "t");
        assertThat(active.of(first)).isEmpty();

        active.add(one);
        active.add(one);
        active.add(group("elsewhere", "u"));
        assertThat(active.of(first)).containsExactly(one);
        active.add(other);

        assertThat(active.of(first)).containsExactly(one, other);
        assertThat(active.of(second)).containsExactly(one, other);
        assertThat(active.of("t")).containsExactly(one, other);
        assertThat(active.of("x")).isEmpty();
    }

    @Test
    void forgetsAGroupAndTheQueuesWithTheLastOne() {
        QueueIndex queue = indexes.obtain("t", 0);
        LeasedGroup one = group("one", "t");
        LeasedGroup other = group("other", "t");
        active.add(one);
        active.add(other);
        assertThat(active.of(queue)).containsExactly(one, other);

        active.remove(one);
        assertThat(active.of(queue)).containsExactly(other);
        active.remove(other);
        active.remove(other);
        assertThat(active.of(queue)).isEmpty();
        active.add(one);

        assertThat(active.of(queue)).containsExactly(one);
    }

    @Test
    void groupWaitsOnceInEachQueueUntilItIsTakenOut() {
        GroupQueue changed = new GroupQueue(LeasedGroup.Note.CHANGED);
        GroupQueue moved = new GroupQueue(LeasedGroup.Note.MOVED);
        LeasedGroup one = group("one", "t");
        LeasedGroup other = group("other", "t");

        changed.add(one);
        changed.add(other);
        changed.add(one);
        moved.add(one);

        assertThat(changed.poll()).isSameAs(one);
        changed.add(one);
        assertThat(changed.poll()).isSameAs(other);
        assertThat(changed.poll()).isSameAs(one);
        assertThat(changed.poll()).isNull();
        assertThat(moved.isEmpty()).isFalse();
        assertThat(moved.poll()).isSameAs(one);
    }
}
