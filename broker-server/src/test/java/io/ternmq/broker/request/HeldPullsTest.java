package io.ternmq.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.TestEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldPullsTest {
    @TempDir
    Path folder;

    @Test
    void tellsAPullAtOnceWhoseMessageCameBetweenLookingAndWaiting() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (TestEngine engine = new TestEngine(folder, 1 << 20);
                MessageReads reads = new MessageReads(engine.store, 1 << 20)) {
            HeldPulls pulls = new HeldPulls(reads, engine.engine);
            send(engine, "first");
            // One that has looked behind the first message waits already.
            pulls.hold("T", 0, 1, () -> told.add("later"));

            pulls.hold("T", 0, 0, () -> told.add("earlier"));

            assertThat(told).containsExactly("earlier");
            send(engine, "second");
            assertThat(new ArrayList<>(told)).containsExactly("earlier", "later");
        }
    }

    private static void send(TestEngine engine, String body) {
        engine.append(TestEngine.message("T", 0, body, null), Durability.DURABLE);
        TestEngine.await(engine.engine.call(context -> null));
    }
}
