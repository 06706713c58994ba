package io.ternmq.benchmarks.artemis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.config.ActiveMQDefaultConfiguration;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;

/**
 * The journal's type and timeouts, found as {@code artemis create} finds them: libaio where it can be loaded and the file system takes
 * it, else NIO; a buffer timeout of the time that one of 250 durable writes of 4 KiB takes, the best of five tries.
 *
 * @param journalType {@code ASYNCIO} or {@code NIO}
 * @param bufferTimeoutNs for {@code journal-buffer-timeout}
 * @param pageSyncTimeoutNs for {@code page-sync-timeout}: the same, always measured with NIO
 * @param maxIo for {@code journal-max-io}
 */
record JournalTuning(String journalType, long bufferTimeoutNs, long pageSyncTimeoutNs, int maxIo) {

    private static final int WRITES = 250;
    private static final int TRIES = 5;
    private static final int BLOCK_BYTES = 4096;
    private static final long TIMEOUT_S = 60;

    /** Measures in this folder, which must be on the journal's disk. */
    static JournalTuning measure(Path directory) throws Exception {
        long nioNs = writeTimeNs(nio(directory));
        if (!AIOSequentialFileFactory.isSupported(directory.toFile())) {
            return new JournalTuning("NIO", nioNs, nioNs, 1);
        }
        int maxIo = ActiveMQDefaultConfiguration.getDefaultJournalMaxIoAio();
        return new JournalTuning("ASYNCIO", writeTimeNs(aio(directory, maxIo)), nioNs, maxIo);
    }

    private static SequentialFileFactory nio(Path directory) {
        NIOSequentialFileFactory factory = new NIOSequentialFileFactory(directory.toFile(), 1);
        factory.disableBufferReuse();
        return factory;
    }

    private static SequentialFileFactory aio(Path directory, int maxIo) {
        AIOSequentialFileFactory factory = new AIOSequentialFileFactory(directory.toFile(), maxIo);
        factory.disableBufferReuse();
        return factory.setAlignment(BLOCK_BYTES);
    }

    private static long writeTimeNs(SequentialFileFactory factory) throws Exception {
        factory.setDatasync(true).start();
        SequentialFile file = factory.createSequentialFile("journal-tuning.tmp");
        try {
            file.open();
            file.fill(BLOCK_BYTES * WRITES);
            file.close();
            ByteBuffer block = factory.newBuffer(BLOCK_BYTES);
            long bestNs = Long.MAX_VALUE;
            for (int attempt = 0; attempt < TRIES; attempt++) {
                bestNs = Math.min(bestNs, writeAllNs(file, block));
            }
            factory.releaseDirectBuffer(block);
            return bestNs / WRITES;
        } finally {
            file.delete();
            factory.stop();
        }
    }

    private static long writeAllNs(SequentialFile file, ByteBuffer block) throws Exception {
        Written written = new Written();
        file.open();
        file.position(0);
        long beginNs = System.nanoTime();
        for (int write = 0; write < WRITES; write++) {
            block.position(0);
            file.writeDirect(block, true, written);
        }
        written.await();
        long elapsedNs = System.nanoTime() - beginNs;
        file.close();
        return elapsedNs;
    }

    private static final class Written implements IOCallback {

        private final CountDownLatch pending = new CountDownLatch(WRITES);
        private final AtomicReference<String> failure = new AtomicReference<>();

        @Override
        public void done() {
            pending.countDown();
        }

        @Override
        public void onError(int code, String message) {
            failure.set(code + " " + message);
            pending.countDown();
        }

        void await() throws InterruptedException, IOException {
            if (!pending.await(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IOException(pending.getCount() + " of " + WRITES + " writes not done after " + TIMEOUT_S + " s");
            }
            if (failure.get() != null) {
                throw new IOException("writing to the disk: " + failure.get());
            }
        }
    }
}
