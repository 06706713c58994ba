package io.ternmq.broker.engine;

import io.ternmq.broker.schedule.DelayLevels;
import io.ternmq.broker.schedule.DelayedDelivery;
import io.ternmq.broker.schedule.Schedule;
import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.Tags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real engine on a folder, with a manual clock and a small module of its own. */
public final class TestEngine implements AutoCloseable {
    public static final byte[] HOST = {127, 0, 0, 1, 0, 0, 0x2A, (byte) 0x9F};
    static final int TEST_TYPE = 900;

    public final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);
    public final AtomicReference<Throwable> failure = new AtomicReference<>();
    public final Engine engine;
    private final Function<TestEngine, EngineHook> hook;
    /** Positions below it are read by a reader thread. */
    public final AtomicLong coldBefore = new AtomicLong();
    /** Topics whose delayed messages have nowhere to go. */
    public final Set<String> missingTopics = ConcurrentHashMap.newKeySet();
    public Schedule schedule;
    public final RecoveryReport recovered;
    public Engine.StoreReads store;
    final Counters counters = new Counters();

    /** Named counters that changes add to. */
    static final class Counters implements StateModule {
        final Map<String, Long> values = new TreeMap<>();

        @Override
        public int typeBase() {
            return TEST_TYPE;
        }

        @Override
        public void apply(int type, ByteBuffer payload) {
            StateReader reader = new StateReader(payload);
            values.merge(reader.getString(), reader.getLong(), Long::sum);
        }

        @Override
        public void snapshot(Consumer<byte[]> chunks) {
            values.forEach((name, value) -> chunks.accept(new StateWriter().putString(name).putLong(value).toBytes()));
        }

        @Override
        public void restore(ByteBuffer chunk) {
            StateReader reader = new StateReader(chunk);
            values.put(reader.getString(), reader.getLong());
        }
    }

    public TestEngine(Path root, int segmentLength) {
        this(StorePaths.below(root, segmentLength), made -> new EngineHook() { });
    }

    /** @param hook makes a hook of the test's own; store and schedule are there by then */
    public TestEngine(StorePaths paths, Function<TestEngine, EngineHook> hook) {
        this.hook = hook;
        EngineSettings settings = new EngineSettings(1 << 12, 1 << 20, 50, false, 4 << 20, HOST);
        engine = Engine.open(paths, settings, this::parts, nowMs::get, failure::set);
        recovered = engine.recover();
        engine.start();
    }

    private Engine.Parts parts(Engine.StoreReads reads) {
        store = reads;
        DelayedDelivery delayed = new DelayedDelivery(DelayLevels.parse("1s 5s"), reads.log(), reads.indexes(), HOST);
        schedule = new Schedule(reads, new TestReads(), topic -> missingTopics.contains(topic) ? 0 : 4, HOST,
                task -> engine().submit(task));
        List<EngineHook> hooks = new ArrayList<>(List.of(delayed));
        hooks.addAll(schedule.hooks());
        hooks.add(hook.apply(this));
        return new Engine.Parts(List.of(counters, delayed, schedule.module()), hooks, delayed);
    }

    private Engine engine() {
        return engine;
    }

    private final class TestReads implements ColdReads {
        @Override
        public boolean isHot(long position) {
            return position >= coldBefore.get();
        }

        @Override
        public boolean tryRun(Runnable work) {
            CompletableFuture.runAsync(work);
            return true;
        }
    }

    public static NewMessage message(String topic, int queueId, String body, String tag) {
        StringBuilder properties = new StringBuilder();
        MessageProperties.append(properties, MessageProperties.TAGS, tag);
        return message(topic, queueId, body, properties.toString(), tag, 0);
    }

    public static NewMessage message(String topic, int queueId, String body, String properties, String tag, long delayMs) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
        return new NewMessage(topic, NewMessage.bytesOf(topic), queueId, 0, 0, 1, HOST, HOST, 0, 0, bytes,
                NewMessage.crcOf(bytes), properties.getBytes(StandardCharsets.UTF_8), Tags.code(tag), delayMs);
    }

    static StateChange add(String counter, long amount) {
        return new StateChange(TEST_TYPE + 1, new StateWriter().putString(counter).putLong(amount).toBytes());
    }

    /** Appends and waits for the level. */
    public Appended append(NewMessage message, Durability level) {
        CompletableFuture<Appended> done = new CompletableFuture<>();
        boolean accepted = engine.submit(new EngineTask() {
            private Appended at;

            @Override
            public void run(EngineContext context) {
                at = context.append(message, level);
                context.whenLogged(level, new Completion() {
                    @Override
                    public Executor executor() {
                        return Runnable::run;
                    }

                    @Override
                    public void onComplete() {
                        done.complete(at);
                    }

                    @Override
                    public void onAborted(Throwable cause) {
                        done.completeExceptionally(cause);
                    }
                });
            }

            @Override
            public void onFailed(Throwable cause) {
                done.completeExceptionally(cause);
            }
        });
        if (!accepted) {
            throw new IllegalStateException("the engine refused a task");
        }
        return await(done);
    }

    public static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    public byte[] state() {
        return await(engine.exportState());
    }

    /** Bodies of the visible messages of a queue, in order. */
    public List<String> bodies(String topic, int queueId) {
        List<String> bodies = new ArrayList<>();
        QueueIndex queue = store.indexes().get(topic, queueId);
        if (queue == null) {
            return bodies;
        }
        long offset = queue.minOffset();
        while (offset < queue.maxOffset()) {
            offset = queue.read(offset, 1000, (queueOffset, position, size, tagsCode) -> bodies.add(body(position, size)));
        }
        return bodies;
    }

    private String body(long position, int size) {
        ByteBuffer stored = store.log().read(position, size);
        if (stored == null) {
            throw new AssertionError("no " + size + " bytes at " + position + " of the log, which has "
                    + store.log().minPosition() + " to " + store.log().writtenPosition());
        }
        MessageView view = new MessageView().wrap(stored, 0);
        String defect = view.defect(position, size);
        if (defect != null) {
            throw new AssertionError("message at " + position + ": " + defect);
        }
        return new String(view.bodyBytes(), StandardCharsets.UTF_8);
    }

    /** A copy of the files as they are now: what a killed process leaves behind. */
    public static Path copyOf(Path root, Path target) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(root.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, target.resolve(root.relativize(file).toString()));
                    return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
            }

            // A file on its way to its name, which the engine has just given it.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return target;
    }

    @Override
    public void close() {
        engine.close();
    }
}
