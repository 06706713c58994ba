package io.ternmq.broker.duplicates;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateTypes;
import io.ternmq.broker.engine.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Which of their newest messages producers have stored. What it knows it learns from the messages in the log, which name producer
 * and sequence, so it costs no record and survives restarts. Producers that were silent for an hour are forgotten, and the longest
 * silent ones when there are too many. Engine thread.
 */
public final class ProducerWindows implements StateModule {
    /** More producers than this are not kept. */
    static final int MAX_PRODUCERS = 20_000;
    /** How long a silent one is kept at least, unless there are too many. */
    static final long KEEP_MS = TimeUnit.HOURS.toMillis(1);

    private static final int LAYOUT_VERSION = 1;
    private static final int CHUNK_BYTES = 128 << 10;
    private static final long SWEEP_INTERVAL_MS = TimeUnit.MINUTES.toMillis(1);

    private record Entry(long producerId, SequenceWindow window) {
        private static final Comparator<Entry> LONGEST_SILENT_FIRST =
            Comparator.comparingLong((Entry entry) -> entry.window.lastMs()).thenComparingLong(Entry::producerId);
    }

    private final LongObjectHashMap<SequenceWindow> windows = new LongObjectHashMap<>();
    private long nextSweepMs;

    /** Whether a producer's message is stored already. */
    public boolean contains(long producerId, long sequence) {
        SequenceWindow window = windows.get(producerId);
        return window != null && window.contains(sequence);
    }

    @Override
    public int typeBase() {
        return StateTypes.PRODUCERS;
    }

    @Override
    public void apply(int type, ByteBuffer payload) {
        throw new IllegalStateException("unknown producer change " + type);
    }

    @Override
    public void onProduced(long producerId, long sequence, long storeTimestamp) {
        SequenceWindow window = windows.get(producerId);
        if (window == null) {
            sweep(storeTimestamp);
            window = new SequenceWindow();
            windows.put(producerId, window);
        }
        window.add(sequence, storeTimestamp);
    }

    // Decided by what is in the log alone: a replay comes to the same.
    private void sweep(long nowMs) {
        if (windows.size() < MAX_PRODUCERS && nowMs < nextSweepMs) {
            return;
        }
        nextSweepMs = nowMs + SWEEP_INTERVAL_MS;
        List<Entry> entries = entries();
        entries.sort(Entry.LONGEST_SILENT_FIRST);
        int surplus = entries.size() >= MAX_PRODUCERS ? MAX_PRODUCERS / 10 : 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (i < surplus || entry.window.lastMs() < nowMs - KEEP_MS) {
                windows.remove(entry.producerId);
            }
        }
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(windows.size());
        for (LongObjectMap.PrimitiveEntry<SequenceWindow> entry : windows.entries()) {
            entries.add(new Entry(entry.key(), entry.value()));
        }
        return entries;
    }

    @Override
    public void snapshot(Consumer<byte[]> chunks) {
        StateWriter out = new StateWriter().putByte(LAYOUT_VERSION).putLong(nextSweepMs);
        List<Entry> entries = entries();
        entries.sort(Comparator.comparingLong(Entry::producerId));
        for (Entry entry : entries) {
            out.putLong(entry.producerId);
            entry.window.writeTo(out);
            if (out.length() > CHUNK_BYTES) {
                chunks.accept(out.toBytes());
                out.clear().putByte(LAYOUT_VERSION).putLong(nextSweepMs);
            }
        }
        chunks.accept(out.toBytes());
    }

    @Override
    public void restore(ByteBuffer chunk) {
        StateReader in = new StateReader(chunk);
        int version = in.getByte();
        if (version != LAYOUT_VERSION) {
            throw new IllegalStateException("producer state of layout version " + version + " (expected: " + LAYOUT_VERSION
                + "); was this store used by a newer broker?");
        }
        nextSweepMs = in.getLong();
        while (in.hasRemaining()) {
            windows.put(in.getLong(), SequenceWindow.readFrom(in));
        }
    }
}
