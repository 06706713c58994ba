package io.ternmq.broker.engine;

import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.NewMessage;
import java.util.List;

/** The engine as tasks see it. Engine thread. */
final class TaskContext implements EngineContext {
    private final CommitLog log;
    private final Journal journal;
    private final Replies replies;
    private final SnapshotKeeper snapshots;

    TaskContext(CommitLog log, Journal journal, Replies replies, SnapshotKeeper snapshots) {
        this.log = log;
        this.journal = journal;
        this.replies = replies;
        this.snapshots = snapshots;
    }

    @Override
    public long nowMs() {
        return journal.nowMs();
    }

    @Override
    public Appended append(NewMessage message, Durability level) {
        return journal.send(message, level);
    }

    @Override
    public void change(StateChange change) {
        journal.change(List.of(change));
    }

    @Override
    public void change(List<StateChange> changes) {
        journal.change(changes);
    }

    @Override
    public List<Appended> appendGroup(List<NewMessage> messages, List<StateChange> changes, Durability level) {
        return journal.appendGroup(messages, changes, level);
    }

    @Override
    public void refuseSends(String reasonOrNull) {
        journal.refuseSends(reasonOrNull);
    }

    @Override
    public void refuseCopies(String reasonOrNull) {
        journal.refuseCopies(reasonOrNull);
    }

    @Override
    public void requireRoom() {
        journal.requireRoom();
    }

    @Override
    public void requireRoomToCopy() {
        journal.requireRoomToCopy();
    }

    @Override
    public long endPosition() {
        return log.endPosition();
    }

    @Override
    public long recoveryPosition() {
        return Math.max(0, snapshots.usablePosition());
    }

    @Override
    public void whenLogged(Durability level, Completion completion) {
        replies.add(level, log.endPosition(), completion);
    }
}
