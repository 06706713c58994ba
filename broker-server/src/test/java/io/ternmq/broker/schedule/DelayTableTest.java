package io.ternmq.broker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.engine.StateReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DelayTableTest {
    private record Known(String topic, Scheduled entry, int idHash) {
    }

    /** The table against maps and sorting, step by step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isWhatAPlainMapWouldBe(long seed) {
        Random random = new Random(seed);
        DelayTable table = new DelayTable();
        TreeMap<Long, Known> model = new TreeMap<>();
        long position = 1000;
        for (int step = 0; step < 4000; step++) {
            position += 1 + random.nextInt(500);
            List<Long> origins = new ArrayList<>(model.keySet());
            int choice = random.nextInt(10);
            if (choice < (step / 1000 % 2 == 0 ? 6 : 3) || model.isEmpty()) {
                Known added = new Known("T" + random.nextInt(3), new Scheduled(position, position, 100 + random.nextInt(50),
                    random.nextInt(300)), random.nextInt(40));
                table.put(added.topic(), added.entry(), added.idHash());
                model.put(position, added);
            } else if (choice == 9) {
                Known moved = model.get(origins.get(random.nextInt(origins.size())));
                Scheduled entry = new Scheduled(moved.entry().origin(), position, moved.entry().sizeBytes() + 1, moved.entry().dueMs());
                table.put(moved.topic(), entry, moved.idHash());
                model.put(entry.origin(), new Known(moved.topic(), entry, moved.idHash()));
            } else {
                long origin = origins.get(random.nextInt(origins.size()));
                assertThat(table.remove(origin)).isTrue();
                assertThat(table.remove(origin)).isFalse();
                model.remove(origin);
            }
            if (step % 50 == 0) {
                compare(table, model, random, seed);
            }
        }
    }

    private static void compare(DelayTable table, TreeMap<Long, Known> model, Random random, long seed) {
        assertThat(table.count()).as("seed %d", seed).isEqualTo(model.size());
        assertThat(table.bytes()).isEqualTo(model.values().stream().mapToLong(known -> known.entry().sizeBytes()).sum());
        List<Scheduled> ofTopic = model.values().stream().filter(known -> known.topic().equals("T1")).map(Known::entry).toList();
        assertThat(table.page("T1", 0, Integer.MAX_VALUE)).isEqualTo(ofTopic);
        if (!ofTopic.isEmpty()) {
            int after = random.nextInt(ofTopic.size());
            List<Scheduled> rest = ofTopic.subList(after + 1, ofTopic.size());
            assertThat(table.page("T1", ofTopic.get(after).origin(), 7)).isEqualTo(rest.subList(0, Math.min(7, rest.size())));
            assertThat(table.page("T1", ofTopic.get(after).origin() + 1, 1)).isEqualTo(rest.subList(0, Math.min(1, rest.size())));
        }
        int hash = random.nextInt(40);
        assertThat(table.candidates("T2", hash)).containsExactlyInAnyOrderElementsOf(model.values().stream()
            .filter(known -> known.topic().equals("T2") && known.idHash() == hash).map(Known::entry).toList());
        assertThat(due(restored(table), 150)).as("seed %d", seed).isEqualTo(model.values().stream().map(Known::entry)
            .filter(entry -> entry.dueMs() <= 150)
            .sorted(Comparator.comparingLong(Scheduled::dueMs).thenComparingLong(Scheduled::origin)).toList());
        assertThat(chunks(restored(table))).as("seed %d", seed).isEqualTo(chunks(table));
    }

    private static List<Scheduled> due(DelayTable table, long nowMs) {
        List<Scheduled> due = new ArrayList<>();
        for (Scheduled next = table.pollDue(nowMs); next != null; next = table.pollDue(nowMs)) {
            due.add(next);
        }
        return due;
    }

    private static List<ByteBuffer> chunks(DelayTable table) {
        List<ByteBuffer> chunks = new ArrayList<>();
        table.snapshot(1, chunk -> chunks.add(ByteBuffer.wrap(chunk)));
        return chunks;
    }

    private static DelayTable restored(DelayTable table) {
        DelayTable copy = new DelayTable();
        chunks(table).forEach(chunk -> {
            assertThat(chunk.get()).isEqualTo((byte) 1);
            copy.restore(new StateReader(chunk));
        });
        return copy;
    }

    @Test
    void holdsAMillionEntriesInChunks() {
        DelayTable table = new DelayTable();
        for (int i = 0; i < 1_000_000; i++) {
            long position = 1000L * i + 1;
            table.put("T" + i % 5, new Scheduled(position, position, 300, 1_000_000 - i), i);
        }

        List<ByteBuffer> chunks = chunks(table);

        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.remaining()).isLessThan(256 << 10));
        assertThat(chunks.stream().mapToLong(ByteBuffer::remaining).sum()).isLessThan(20_000_000);
        DelayTable restored = restored(table);
        assertThat(restored.count()).isEqualTo(1_000_000);
        assertThat(restored.nextDueMs()).isEqualTo(1);
        assertThat(restored.pollDue(1).origin()).isEqualTo(999_999_001L);
        assertThat(restored.candidates("T2", 7).get(0).origin()).isEqualTo(7001);
        assertThat(restored.originsBefore(5000)).containsExactly(1, 1001, 2001, 3001, 4001);
    }

    @Test
    void keepsWhatIsBeingReadUntilItIsDelivered() {
        DelayTable table = new DelayTable();
        table.put("T", new Scheduled(10, 10, 100, 5), 0);

        Scheduled polled = table.pollDue(5);

        assertThat(table.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(table.get(10)).isEqualTo(polled);
        table.unpoll(10);
        assertThat(table.pollDue(5)).isEqualTo(polled);
        table.remove(10);
        table.unpoll(10);
        assertThat(table.pollDue(5)).isNull();
    }
}
