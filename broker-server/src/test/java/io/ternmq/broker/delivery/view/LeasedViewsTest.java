package io.ternmq.broker.delivery.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.delivery.lease.FailureHistory;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.lease.SettleRecord;
import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.jms.RedeliveryTerms;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasedViewsTest {

    private static final int MAX_CHUNK_BYTES = 256 << 10;

    @TempDir
    Path folder;

    private LeasedViews views() {
        return new LeasedViews(QueueIndexes.open(folder, 1000), topic -> 1, new TopicMarks(), (position, size) -> null,
            RedeliveryRules.of(RedeliveryTerms.BROKER_DEFAULT), Integer.MAX_VALUE);
    }

    private static void apply(LeasedViews views, StateChange change) {
        views.apply(change.type(), ByteBuffer.wrap(change.payload()));
    }

    private static List<byte[]> snapshot(LeasedViews views) {
        List<byte[]> chunks = new ArrayList<>();
        views.snapshot(chunks::add);
        return chunks;
    }

    @Test
    void restoresProgressThatIsLargerThanAChunk() {
        LeasedViews views = views();
        ViewDefinition scattered = new ViewDefinition("g", "t", Sharing.GROUP, ViewKind.QUEUE, null, null);
        apply(views, LeasedViews.put(scattered, 0, Map.of(0, 5L)));
        apply(views, LeasedViews.put(
            new ViewDefinition("s", "t", Sharing.SHARED_DURABLE, ViewKind.SUBSCRIPTION, "JMSType = 'x'", "me"), 77, Map.of()));
        apply(views, LeasedViews.handOver(scattered.key(), Map.of(0, 4L)));
        for (int part = 0; part < 10; part++) {
            long[] ranges = new long[40_000];
            for (int i = 0; i < ranges.length; i += 2) {
                ranges[i] = 10 + part * 1_000_000L + i * 20L;
                ranges[i + 1] = ranges[i] + 3;
            }
            List<Release> released = List.of(new Release(part * 1_000_000L + 9, 2, 77, FailureHistory.NONE));
            apply(views, LeasedViews.settle(
                new SettleRecord("g", "t", Reason.SETTLED, List.of(new QueueSettlement(0, 0, ranges, released)))));
        }

        List<byte[]> chunks = snapshot(views);
        LeasedViews restored = views();
        chunks.forEach(chunk -> restored.restore(ByteBuffer.wrap(chunk)));

        assertThat(chunks).hasSizeGreaterThan(3).allMatch(chunk -> chunk.length < MAX_CHUNK_BYTES);
        assertThat(snapshot(restored)).usingRecursiveComparison().isEqualTo(chunks);
        assertThat(restored.get(scattered.key()).handedOver(0)).isEqualTo(4);
        assertThat(restored.ofGroup("s")).extracting(LeasedView::definition).extracting(ViewDefinition::noLocalOrigin)
            .containsExactly("me");
        assertThat(restored.ofGroup("s")).extracting(view -> view.group().progress().createdPosition()).containsExactly(77L);
        assertThat(restored.ofTopic("t")).hasSize(2);
        assertThat(restored.get(scattered.key()).group().progress()).isEqualTo(views.get(scattered.key()).group().progress());
    }
}
