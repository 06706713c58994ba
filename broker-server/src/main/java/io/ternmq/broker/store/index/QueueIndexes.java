package io.ternmq.broker.store.index;

import io.ternmq.broker.store.log.PrivateFiles;
import io.ternmq.broker.store.log.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All queue indexes of a store. Queues are made and removed by the engine thread; looking up and reading is for any. */
public final class QueueIndexes {
    private static final QueueIndex[] NONE = {};

    private final Path root;
    private final int entriesPerFile;
    private final ConcurrentHashMap<String, QueueIndex[]> topics = new ConcurrentHashMap<>();
    private final FlushRequests flushRequests = new FlushRequests();
    /** Raised by the engine thread behind each change of {@link #topics}. */
    private final AtomicInteger changes = new AtomicInteger();

    private QueueIndexes(Path root, int entriesPerFile) {
        this.root = root;
        this.entriesPerFile = entriesPerFile;
    }

    /** Opens the folder, created when missing. Files that exist keep their length, whatever is configured. */
    public static QueueIndexes open(Path root, int configuredEntriesPerFile) {
        try {
            PrivateFiles.createFolders(root);
        } catch (IOException e) {
            throw new StoreException("cannot create queue index folder " + root, e);
        }
        return new QueueIndexes(root, IndexFiles.existingEntriesPerFile(root, configuredEntriesPerFile));
    }

    /** Entries per index file. */
    public int entriesPerFile() {
        return entriesPerFile;
    }

    /** The index of a queue, or null when nothing was ever stored there. */
    public QueueIndex get(String topic, int queueId) {
        QueueIndex[] queues = topics.getOrDefault(topic, NONE);
        return queueId >= 0 && queueId < queues.length ? queues[queueId] : null;
    }

    /** The index of a queue, made when missing. Engine thread. */
    public QueueIndex obtain(String topic, int queueId) {
        QueueIndex existing = get(topic, queueId);
        return existing != null ? existing : create(topic, queueId);
    }

    /**
     * The indexes of one topic for somebody who asks for them again and again: with thousands of topics a look-up waits for memory several
     * times. Any thread.
     */
    public TopicIndexes ofTopic(String topic) {
        return new TopicIndexes(topic);
    }

    /** The indexes of one topic, looked up again only when some topic's have changed. Any thread. */
    public final class TopicIndexes {
        private final String topic;
        private volatile Found found = new Found(-1, NONE);

        private TopicIndexes(String topic) {
            this.topic = topic;
        }

        /** The index of a queue, or null when nothing was ever stored there. */
        public QueueIndex get(int queueId) {
            int now = changes.get();
            Found last = found;
            if (last.changes != now) {
                last = new Found(now, topics.getOrDefault(topic, NONE));
                found = last;
            }
            return queueId >= 0 && queueId < last.queues.length ? last.queues[queueId] : null;
        }
    }

    /** What there was after so many changes, or later. */
    private record Found(int changes, QueueIndex[] queues) {
    }

    // A queue id without an index of its own (a gap) gets an empty one, so that arrays have no holes for readers.
    private QueueIndex create(String topic, int queueId) {
        QueueIndex[] queues = topics.getOrDefault(topic, NONE);
        QueueIndex[] grown = Arrays.copyOf(queues, Math.max(queues.length, queueId + 1));
        for (int id = queues.length; id < grown.length; id++) {
            Path folder = root.resolve(topic).resolve(Integer.toString(id));
            grown[id] = new QueueIndex(topic, id, new IndexFiles(folder, entriesPerFile), flushRequests);
        }
        topics.put(topic, grown);
        changes.incrementAndGet();
        return grown[queueId];
    }

    /** Makes the transient index of a topic with one queue, see {@link QueueIndex}. Engine thread. */
    public QueueIndex createTransient(String topic) {
        QueueIndex index = new QueueIndex(topic, 0, null, flushRequests);
        if (topics.putIfAbsent(topic, new QueueIndex[] {index}) != null) {
            throw new IllegalStateException("topic " + topic + " has an index already");
        }
        changes.incrementAndGet();
        return index;
    }

    /** Removes a transient index. Engine thread. */
    public void removeTransient(QueueIndex index) {
        if (!index.isTransient()) {
            throw new IllegalArgumentException("topic " + index.topic() + " has index files");
        }
        topics.remove(index.topic());
        changes.incrementAndGet();
    }

    /** Removes a topic's indexes, files included. Engine thread. */
    public void remove(String topic) {
        QueueIndex[] queues = topics.remove(topic);
        changes.incrementAndGet();
        if (queues != null) {
            for (QueueIndex queue : queues) {
                queue.deleteFiles();
            }
            try {
                Files.deleteIfExists(root.resolve(topic));
            } catch (IOException e) {
                throw new StoreException("cannot delete queue index folder of topic " + topic, e);
            }
        }
    }

    /** What the index writer has to do. */
    FlushRequests flushRequests() {
        return flushRequests;
    }

    /** Visits every index that is not transient, ordered by topic and queue id, so that equal states are written alike. */
    public void forEachSorted(Consumer<QueueIndex> visitor) {
        new TreeMap<>(topics).values().stream().flatMap(Arrays::stream).filter(queue -> !queue.isTransient()).forEach(visitor);
    }

    /** Visits every index, in no order. */
    public void forEach(Consumer<QueueIndex> visitor) {
        for (QueueIndex[] queues : topics.values()) {
            for (QueueIndex queue : queues) {
                visitor.accept(queue);
            }
        }
    }
}
