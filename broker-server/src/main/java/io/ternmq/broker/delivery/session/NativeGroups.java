package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import java.util.List;
import java.util.Map;

/** The same consumer groups as native clients use them, queue by queue. Engine thread. */
public interface NativeGroups {

    /** No native group is known. */
    NativeGroups NONE = new NativeGroups() {
        @Override
        public boolean hasMembers(String group) {
            return false;
        }

        @Override
        public void ensureKnown(EngineContext engine, String group) {
            // there is no table of groups
        }

        @Override
        public long committedOffset(String group, String topic, int queueId) {
            return -1;
        }

        @Override
        public List<StateChange> commit(String group, String topic, Map<Integer, Long> offsets) {
            return List.of(); // nobody would read it
        }
    };

    /** Whether native push or pull consumers are members of the group now. */
    boolean hasMembers(String group);

    /** Puts the group into the table of groups, where tools look for it, when it is not there and may be made. */
    void ensureKnown(EngineContext engine, String group);

    /** The offset that the group has committed, -1 for none. */
    long committedOffset(String group, String topic, int queueId);

    /**
     * Commits offsets for the group, so that native consumers go on there.
     *
     * @param offsets by queue id
     * @return what the log has to say of it, not later than whatever relies on it; in pieces of which one record takes some
     */
    List<StateChange> commit(String group, String topic, Map<Integer, Long> offsets);
}
