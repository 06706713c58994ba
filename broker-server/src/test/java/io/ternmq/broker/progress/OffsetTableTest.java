package io.ternmq.broker.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OffsetTableTest {
    private final OffsetTable table = new OffsetTable();
    private final List<StateChange> log = new ArrayList<>();

    @Test
    void answersWhatWasCommittedBeforeItIsLogged() {
        table.commit("g", "T", 0, 5);

        assertThat(table.committed("g", "T", 0)).isEqualTo(5);
        assertThat(table.committed("g", "T", 1)).isEqualTo(-1);
        assertThat(table.topicsOf("g")).containsExactly("T");
        assertThat(table.groupsOf("T")).containsExactly("g");
        assertThat(log).isEmpty();
    }

    @Test
    void logsManyCommitsAsOneChangeAndNothingWhenNothingIsNew() {
        for (int i = 0; i < 100; i++) {
            table.commit("g", "T", i % 4, i);
        }
        assertThat(table.nextTimerMs()).isLessThan(Long.MAX_VALUE);

        table.onTimer(engine(1_000));
        assertThat(log).hasSize(1);
        assertThat(table.nextTimerMs()).isEqualTo(Long.MAX_VALUE);
        table.commit("g", "T", 0, 96);
        assertThat(table.nextTimerMs()).as("96 is what is logged").isEqualTo(Long.MAX_VALUE);
        table.commit("g", "T", 0, 97);
        assertThat(table.nextTimerMs()).isEqualTo(1_000 + OffsetTable.LOG_INTERVAL_MS);
    }

    @Test
    void hasTheSameOffsetsAfterAReplayAndAfterASnapshot() {
        table.commit("g", "T", 0, 5);
        table.logAll(engine(1));
        table.commit("g", "T", 0, 3);
        table.commit("h", "U", 2, 9);
        table.logAll(engine(2));

        OffsetTable replayed = new OffsetTable();
        log.forEach(change -> replayed.apply(change.type(), ByteBuffer.wrap(change.payload())));
        OffsetTable restored = new OffsetTable();
        table.snapshot(chunk -> restored.restore(ByteBuffer.wrap(chunk)));

        for (OffsetTable other : List.of(replayed, restored)) {
            assertThat(other.committed("g", "T", 0)).as("an offset may go back").isEqualTo(3);
            assertThat(other.committed("h", "U", 2)).isEqualTo(9);
            assertThat(other.nextTimerMs()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void logsAtOnceWhatOthersRelyOnAndNothingTwice() {
        table.commit("g", "T", 0, 5);
        table.logAll(engine(1));
        table.commit("g", "T", 1, 4);

        List<StateChange> changes = table.commitNow("g", "T", Map.of(0, 5L, 1, 4L, 2, 3L));
        changes.forEach(engine(2)::change);

        assertThat(changes).hasSize(1);
        assertThat(table.nextTimerMs()).as("nothing is left to be logged").isEqualTo(Long.MAX_VALUE);
        assertThat(table.commitNow("g", "T", Map.of(0, 5L, 1, 4L, 2, 3L))).isEmpty();
        OffsetTable replayed = new OffsetTable();
        log.forEach(change -> replayed.apply(change.type(), ByteBuffer.wrap(change.payload())));
        assertThat(List.of(replayed.committed("g", "T", 0), replayed.committed("g", "T", 1), replayed.committed("g", "T", 2)))
            .containsExactly(5L, 4L, 3L);
    }

    @Test
    void logsTheOffsetsOfManyQueuesInPieces() {
        Map<Integer, Long> offsets = IntStream.range(0, 65_536).boxed().collect(Collectors.toMap(id -> id, id -> 1L));

        List<StateChange> changes = table.commitNow("g".repeat(120), "T".repeat(120), offsets);

        assertThat(changes.size()).isGreaterThan(10);
        assertThat(changes).allSatisfy(change -> assertThat(change.payload().length).isLessThan(200_000));
    }

    @Test
    void forgetsGroupsAndTopics() {
        table.commit("g", "T", 0, 1);
        table.commit("g", "U", 0, 1);
        table.commit("h", "T", 0, 1);
        table.logAll(engine(1));

        engine(2).change(OffsetTable.removeTopic("U"));
        engine(3).change(OffsetTable.removeGroup("h"));

        assertThat(table.topicsOf("g")).containsExactly("T");
        assertThat(table.groupsOf("T")).containsExactly("g");
    }

    /** An engine that logs to the list and applies, and does nothing else. */
    private EngineContext engine(long nowMs) {
        return (EngineContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {EngineContext.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "nowMs" -> nowMs;
                case "change" -> {
                    StateChange change = (StateChange) arguments[0];
                    log.add(change);
                    table.apply(change.type(), ByteBuffer.wrap(change.payload()));
                    yield null;
                }
                default -> throw new AssertionError("not expected: " + method);
            });
    }
}
