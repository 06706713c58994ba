package io.ternmq.broker.engine;

import static io.ternmq.broker.engine.TestEngine.add;
import static io.ternmq.broker.engine.TestEngine.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.Campaign;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.wire.message.RecordChecksum;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a crash does to the end of the log: what is recovered is a prefix of what was, and it stays so. */
class DamagedLogTest {
    private static final int SEGMENT = 1 << 18;
    private static final int QUEUES = 3;
    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    /** Ends of what must be recovered as a whole: messages, changes, commit groups. */
    private final TreeSet<Long> ends = new TreeSet<>();
    private final List<String> hints = new ArrayList<>();
    private List<List<String>> liveBodies;

    static LongStream seeds() {
        return Campaign.seeds(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void recoversAPrefixThatCanBeAppendedTo(long seed) throws IOException {
        Random random = new Random(seed);
        Path killed = killedStore(random);
        for (int round = 0; round < 4; round++) {
            String what = "seed " + seed + " round " + round;
            Path damaged = TestEngine.copyOf(killed, folder.resolve("damaged" + round));
            long damagedFrom = damage(damaged, random);
            long reached = recoverAndAppend(damaged, damagedFrom, what);
            assertThat(reached).as(what).isLessThanOrEqualTo(damagedFrom);
            deleteTree(damaged);
        }
    }

    private long recoverAndAppend(Path damaged, long damagedFrom, String what) throws IOException {
        List<List<String>> bodies;
        long end;
        try (TestEngine recovered = new TestEngine(damaged, SEGMENT)) {
            end = recovered.recovered.endPosition();
            Long lastWhole = ends.floor(damagedFrom);
            assertThat(end).as("%s: %s", what, recovered.recovered).isGreaterThanOrEqualTo(lastWhole == null ? 0 : lastWhole);
            bodies = bodies(recovered);
            for (int queue = 0; queue < QUEUES; queue++) {
                List<String> live = liveBodies.get(queue);
                assertThat(live.subList(0, Math.min(live.size(), bodies.get(queue).size()))).as(what).isEqualTo(bodies.get(queue));
            }
            byte[] state = recovered.state();
            assertThat(withoutEpoch(state)).as("%s: %s", what, recovered.recovered).isEqualTo(withoutEpoch(replayOfPrefix(end)));
            recovered.append(message("T", 0, "next", null), Durability.APPENDED);
            // As a kill leaves it: without the snapshot of a clean end.
            deleteTree(folder.resolve("again"));
            TestEngine.copyOf(damaged, folder.resolve("again"));
        }
        bodies.get(0).add("next");
        try (TestEngine again = new TestEngine(folder.resolve("again"), SEGMENT)) {
            assertThat(bodies(again)).as("%s, recovered again: %s", what, again.recovered).isEqualTo(bodies);
        }
        return end;
    }

    /** The sound log up to {@code end}, replayed from its beginning. */
    private byte[] replayOfPrefix(long end) throws IOException {
        Path prefix = folder.resolve("prefix");
        deleteTree(prefix);
        TestEngine.copyOf(folder.resolve("killed"), prefix);
        Files.deleteIfExists(prefix.resolve("snapshot"));
        deleteTree(prefix.resolve("consumequeue"));
        zero(prefix, end, Long.MAX_VALUE);
        try (TestEngine replayed = new TestEngine(prefix, SEGMENT)) {
            assertThat(replayed.recovered.endPosition()).isEqualTo(end);
            return replayed.state();
        }
    }

    private Path killedStore(Random random) throws IOException {
        Path root = folder.resolve("store");
        Path killed = folder.resolve("killed");
        for (int reign = 0; reign < 3; reign++) {
            try (TestEngine live = new TestEngine(root, SEGMENT)) {
                drive(live, random, 250);
                noteHint(root);
                if (reign == 2) {
                    liveBodies = bodies(live);
                    TestEngine.copyOf(root, killed);
                }
            }
            noteHint(root);
        }
        return killed;
    }

    private void noteHint(Path root) throws IOException {
        if (Files.exists(root.resolve("snapshot"))) {
            hints.add(Files.readString(root.resolve("snapshot")));
        }
    }

    private void drive(TestEngine engine, Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            String body = "m" + i + "-" + "x".repeat(random.nextInt(1500));
            int queue = random.nextInt(QUEUES);
            int kind = random.nextInt(8);
            ends.add(TestEngine.await(engine.engine.call(context -> {
                if (kind == 0) {
                    context.change(add("c" + queue, 1));
                } else if (kind == 1) {
                    context.appendGroup(List.of(message("T", queue, "g" + body, "t"), message("T", 0, "g2" + body, null)),
                            List.of(add("acks", 1)), Durability.APPENDED);
                } else {
                    context.append(message("T", queue, body, "t"), Durability.APPENDED);
                }
                return engine.store.log().endPosition();
            })));
        }
    }

    /** Returns the first position that is not as it was. */
    private long damage(Path store, Random random) throws IOException {
        long end = ends.last();
        long from = Math.max(0, end - 1 - random.nextInt(random.nextInt(4) == 0 ? (int) end : SEGMENT / 4));
        switch (random.nextInt(4)) {
            case 0 -> zero(store, from, Long.MAX_VALUE);
            case 1 -> {
                from -= from % PAGE;
                zero(store, from, from + PAGE);
            }
            case 2 -> {
                from -= from % PAGE;
                byte[] garbage = new byte[PAGE];
                random.nextBytes(garbage);
                overwrite(store, from, garbage);
            }
            default -> truncateSegmentOf(store, from);
        }
        long damagedFrom = firstDifference(store, from);
        chooseHint(store, damagedFrom, random);
        return damagedFrom;
    }

    // Zeros may have hit what was zeros already.
    private long firstDifference(Path store, long from) throws IOException {
        for (long base = from - from % SEGMENT; Files.exists(segment(folder.resolve("killed"), base)); base += SEGMENT) {
            long at = Files.mismatch(segment(folder.resolve("killed"), base), segment(store, base));
            if (at >= 0) {
                return base + at;
            }
        }
        return ends.last();
    }

    // The log is durable behind a snapshot that is named, so nothing before it gets torn.
    private void chooseHint(Path store, long damagedFrom, Random random) throws IOException {
        Path file = store.resolve("snapshot");
        List<String> possible = hints.stream().filter(hint -> Long.parseLong(hint.strip()) <= damagedFrom).toList();
        switch (random.nextInt(4)) {
            case 0 -> Files.deleteIfExists(file);
            case 1 -> Files.writeString(file, "\0\0garbage");
            case 2 -> Files.writeString(file, Long.toString(random.nextLong(ends.last())));
            default -> {
                Files.deleteIfExists(file);
                if (!possible.isEmpty()) {
                    Files.writeString(file, possible.get(random.nextInt(possible.size())));
                }
            }
        }
    }

    private static void truncateSegmentOf(Path store, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment(store, position).toFile(), "rw")) {
            file.setLength(position % SEGMENT);
        }
    }

    private static void zero(Path store, long from, long to) throws IOException {
        long at = from;
        while (at < to && Files.exists(segment(store, at))) {
            int length = (int) Math.min(SEGMENT - at % SEGMENT, to - at);
            overwrite(store, at, new byte[length]);
            at += length;
        }
    }

    private static void overwrite(Path store, long position, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment(store, position).toFile(), "rw")) {
            file.seek(position % SEGMENT);
            file.write(bytes);
        }
    }

    private static Path segment(Path store, long position) {
        return store.resolve("commitlog").resolve("%020d".formatted(position - position % SEGMENT));
    }

    private static List<List<String>> bodies(TestEngine engine) {
        TestEngine.await(engine.engine.call(EngineContext::nowMs));
        List<List<String>> bodies = new ArrayList<>();
        for (int queue = 0; queue < QUEUES; queue++) {
            bodies.add(new ArrayList<>(engine.bodies("T", queue)));
        }
        return bodies;
    }

    @Test
    void startsFromTheFirstWholeSnapshotWhenTheLogHasLostItsBeginning() throws IOException {
        Path killed = killedStore(new Random(20));
        Files.delete(segment(killed, 0));
        Files.deleteIfExists(killed.resolve("snapshot"));

        try (TestEngine recovered = new TestEngine(killed, SEGMENT)) {
            List<List<String>> bodies = bodies(recovered);
            for (int queue = 0; queue < QUEUES; queue++) {
                assertThat(bodies.get(queue)).isNotEmpty();
                assertThat(liveBodies.get(queue)).endsWith(bodies.get(queue).toArray(String[]::new));
            }
        }
    }

    @Test
    void noticesATornEndOfTheLastMessagesProperties() throws IOException {
        Path root = folder.resolve("store");
        Path torn = folder.resolve("torn");
        long end;
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            engine.append(message("T", 0, "first", null), Durability.APPENDED);
            engine.append(message("T", 0, "second", "a\u0001b\u0002", null, 0), Durability.APPENDED);
            end = engine.store.log().writtenPosition();
            TestEngine.copyOf(root, torn);
        }
        int lostBytes = RecordChecksum.LENGTH + 3; // "b" and what follows
        zero(torn, end - lostBytes, end);

        try (TestEngine recovered = new TestEngine(torn, SEGMENT)) {
            assertThat(recovered.bodies("T", 0)).containsExactly("first");
            assertThat(recovered.recovered.cutReason()).isEqualTo("no checksum behind the properties");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0001b\u0002"})
    void refusesALogWithoutChecksumsInsteadOfCuttingIt(String properties) throws IOException {
        Path root = folder.resolve("store");
        Files.createDirectories(root.resolve("commitlog"));
        byte[] foreign = withoutChecksum(message("Orders", 0, "of RocketMQ", properties, null, 0));
        Files.write(segment(root, 0), Arrays.copyOf(foreign, SEGMENT));

        assertThatThrownBy(() -> new TestEngine(root, SEGMENT)).isInstanceOf(StoreException.class)
            .hasMessageContaining("message of topic 'Orders' that has no checksum");

        assertThat(Files.readAllBytes(segment(root, 0))).startsWith(foreign);
    }

    private static byte[] withoutChecksum(NewMessage message) {
        ByteBuffer stored = ByteBuffer.allocate(message.encodedLength());
        message.encode(stored, 0, 0, 1, new RecordChecksum());
        int length = message.encodedLength() - RecordChecksum.LENGTH;
        int propertiesLength = message.properties().length;
        stored.putInt(0, length).putShort(length - propertiesLength - 2, (short) propertiesLength);
        return Arrays.copyOf(stored.array(), length);
    }

    @Test
    void startsWithAFirstSegmentThatWasOnlyJustCreated() throws IOException {
        Path root = folder.resolve("store");
        Files.createDirectories(root.resolve("commitlog"));
        Files.createFile(segment(root, 0));
        Files.createDirectories(root.resolve("consumequeue/T/0"));
        Files.createFile(root.resolve("consumequeue/T/0/%020d".formatted(0)));

        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            engine.append(message("T", 0, "first", null), Durability.DURABLE);
            assertThat(engine.bodies("T", 0)).containsExactly("first");
        }
        try (TestEngine engine = new TestEngine(root, SEGMENT)) {
            assertThat(engine.store.log().segmentLength()).isEqualTo(SEGMENT);
            assertThat(engine.bodies("T", 0)).containsExactly("first");
        }
    }

    // A start begins a new reign; everything else must be equal.
    private static byte[] withoutEpoch(byte[] state) {
        byte[] copy = state.clone();
        Arrays.fill(copy, 9, 17, (byte) 0);
        return copy;
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
