package io.ternmq.broker.delivery.lease;

/** Decides which messages a consumer wants. One thread at a time. */
public interface EntryFilter {

    /** Accepts every message. */
    EntryFilter ALL = new EntryFilter() {
        @Override
        public String key() {
            return "";
        }

        @Override
        public boolean matches(long tagsCode, long position, int sizeBytes) {
            return true;
        }
    };

    /** Canonical text; consumers of a group whose keys are equal share one scan. */
    String key();

    /** Whether it reads the messages themselves, so that a deep queue is to be looked through elsewhere than on the engine's thread. */
    default boolean isCostly() {
        return false;
    }

    /** An equal filter for another thread. */
    default EntryFilter forOtherThread() {
        return this;
    }

    /**
     * Whether the message passes.
     *
     * @param tagsCode hash of its tag, 0 without one
     * @param position byte in the log at which it starts
     * @param sizeBytes length of the stored message
     */
    boolean matches(long tagsCode, long position, int sizeBytes);

    /**
     * Which entries of a batch pass: the bit of the value 2^i for the entry at index i. A filter that reads messages may be
     * quicker with many than one by one.
     */
    default long matches(EntryBatch batch) {
        long passed = 0;
        for (int i = 0; i < batch.count(); i++) {
            if (matches(batch.tagsCode(i), batch.position(i), batch.sizeBytes(i))) {
                passed |= 1L << i;
            }
        }
        return passed;
    }
}
