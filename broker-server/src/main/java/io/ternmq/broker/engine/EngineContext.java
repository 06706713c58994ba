package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.NewMessage;
import java.util.List;

/** What a task may do. Valid on the engine thread only, during the call that received it. */
public interface EngineContext {
    /** Wall-clock ms, read once per batch. */
    long nowMs();

    /**
     * Lays a message into the log and applies it; it becomes visible at {@code level}.
     *
     * @throws AppendRefusedException when the message cannot be stored; nothing has happened then
     */
    Appended append(NewMessage message, Durability level);

    /** Logs a state change and applies it. */
    void change(StateChange change);

    /** Logs changes as one record, which costs little more than one of them alone, and applies them in their order. */
    void change(List<StateChange> changes);

    /**
     * Logs messages and changes as one contiguous group: after a crash either all of it is there or nothing. Without messages that is one
     * record, as long as the changes fit into one; each of them has to.
     *
     * @return where the messages are, in their order
     * @throws AppendRefusedException when the group is larger than a segment or a message cannot be stored
     */
    List<Appended> appendGroup(List<NewMessage> messages, List<StateChange> changes, Durability level);

    /** Runs the completion when everything logged so far has reached {@code level}. */
    void whenLogged(Durability level, Completion completion);

    /**
     * From now on {@link #append} refuses messages with code 14 and this reason; null lets them in again. State changes
     * and commit groups go on: they let consumers free the disk.
     */
    void refuseSends(String reasonOrNull);

    /** The same for {@link #requireRoomToCopy}: what is to be copied within the log waits. */
    void refuseCopies(String reasonOrNull);

    /**
     * Before something is accepted that a commit group will store: groups themselves are not refused.
     *
     * @throws AppendRefusedException when {@link #append} would refuse any message
     */
    void requireRoom();

    /**
     * Before something that waits in the log, and for which room is kept, is copied within it.
     *
     * @throws AppendRefusedException when the disk has no room after all
     */
    void requireRoomToCopy();

    /** Log position behind everything appended so far: what is sent from now on is at or after it. */
    long endPosition();

    /** Lowest log position that a restart needs. */
    long recoveryPosition();
}
