package io.ternmq.broker.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.store.index.QueueIndexes.TopicIndexes;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever keeps a topic's indexes sees what becomes of them. */
class TopicIndexesTest {

    @TempDir
    Path folder;
    private QueueIndexes indexes;
    private TopicIndexes ofTopic;

    @BeforeEach
    void open() {
        indexes = QueueIndexes.open(folder, 1_000);
        ofTopic = indexes.ofTopic("T");
        assertThat(ofTopic.get(0)).isNull();
    }

    @Test
    void seesAQueueThatIsMadeLaterAndTheOneBesideIt() {
        QueueIndex first = indexes.obtain("T", 0);
        assertThat(ofTopic.get(0)).isSameAs(first);
        assertThat(ofTopic.get(1)).isNull();
        assertThat(ofTopic.get(-1)).isNull();

        QueueIndex second = indexes.obtain("T", 1);

        assertThat(ofTopic.get(0)).isSameAs(first);
        assertThat(ofTopic.get(1)).isSameAs(second);
    }

    @Test
    void forgetsQueuesWithTheirTopicAndSeesThoseThatComeAfterThem() {
        QueueIndex former = indexes.obtain("T", 0);
        assertThat(ofTopic.get(0)).isSameAs(former);

        indexes.remove("T");
        assertThat(ofTopic.get(0)).isNull();
        QueueIndex next = indexes.obtain("T", 0);

        assertThat(ofTopic.get(0)).isSameAs(next).isNotSameAs(former);
    }

    @Test
    void seesTransientQueuesComeAndGo() {
        QueueIndex index = indexes.createTransient("T");
        assertThat(ofTopic.get(0)).isSameAs(index);

        indexes.removeTransient(index);

        assertThat(ofTopic.get(0)).isNull();
    }
}
