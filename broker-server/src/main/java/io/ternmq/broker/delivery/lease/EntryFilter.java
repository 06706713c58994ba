package io.ternmq.broker.delivery.lease;

/** Decides which messages a consumer wants. Engine thread; must not block for long, since the engine waits for it. */
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

    /**
     * Whether the message passes.
     *
     * @param tagsCode hash of its tag, 0 without one
     * @param position byte in the log at which it starts
     * @param sizeBytes length of the stored message
     */
    boolean matches(long tagsCode, long position, int sizeBytes);
}
