package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.PreparedBranch.Undoing;
import io.ternmq.broker.delivery.branch.SpilledSends;
import io.ternmq.broker.delivery.lease.HeldAcks;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.lease.ReleaseTerms;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsCodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction, local or a branch of a distributed one: what it has sent, held in memory until it commits, or in the log when it is
 * much, and what it has acknowledged. Engine thread.
 */
final class OpenTransaction {

    private record Part(long epoch, long transactionId) {
    }

    /**
     * What has come of a part.
     *
     * @param lastSequence producer sequence of the first message of the newest request: they rise, since the session that works in the part asks
     *                     one after the other, and again in that order when its connection breaks
     * @param count        messages
     */
    private record PartSends(long lastSequence, int count) {
        static final PartSends NONE = new PartSends(Long.MIN_VALUE, 0);
    }

    private final boolean isBranch;
    private final HeldAcks acks;
    private final List<NewMessage> sends = new ArrayList<>();
    /** What was sent before these and is not in memory any more. */
    private final List<SpilledSends> spilled = new ArrayList<>();
    /** What has come of each part; a local transaction has one. */
    private final Map<Part, PartSends> parts = new HashMap<>();
    private long sendBytes;
    private long releaseDelayMs;
    private RedeliveryRules rules;
    private String client = "";
    private String rollbackReason;

    private OpenTransaction(boolean isBranch, HeldAcks acks) {
        this.isBranch = isBranch;
        this.acks = acks;
    }

    static OpenTransaction local() {
        return new OpenTransaction(false, new HeldAcks());
    }

    static OpenTransaction branch() {
        return new OpenTransaction(true, new HeldAcks());
    }

    /** A prepared branch that is to end. */
    static OpenTransaction reopened(HeldAcks acks, List<NewMessage> sends, List<SpilledSends> spilled, Undoing undoing) {
        OpenTransaction transaction = new OpenTransaction(true, acks);
        sends.forEach(transaction::send);
        transaction.spilled.addAll(spilled);
        transaction.releaseDelayMs = undoing.delayMs();
        transaction.rules = undoing.rules();
        transaction.client = undoing.client();
        return transaction;
    }

    /** Whether it is ended by the id of a branch, and not by its session. */
    boolean isBranch() {
        return isBranch;
    }

    HeldAcks acks() {
        return acks;
    }

    /** The messages in memory. */
    List<NewMessage> sends() {
        return sends;
    }

    /** What those take. */
    long sendBytes() {
        return sendBytes;
    }

    /** The messages before them, which are in the log; to be added to when they go there as well. */
    List<SpilledSends> spilled() {
        return spilled;
    }

    /** How many messages it has sent. */
    long sendCount() {
        return sends.size() + SpilledSends.count(spilled);
    }

    void send(NewMessage message) {
        sends.add(message);
        sendBytes += message.encodedLength();
    }

    /** What is in memory of its messages is in the log, or will never be. Returns how many bytes it was. */
    long dropSends() {
        long bytes = sendBytes;
        sends.clear();
        sendBytes = 0;
        return bytes;
    }

    /** Takes over what another one has sent. The messages of each keep their order, which is that of their positions. */
    void takeSends(OpenTransaction other) {
        spilled.addAll(other.spilled);
        spilled.sort(Comparator.comparingLong(SpilledSends::firstPosition));
        other.sends.forEach(this::send);
    }

    /**
     * False when what a session has sent from this producer sequence on is held already, since its client got no answer: what was sent with
     * one request comes with one again. Several sessions may work in one branch, and each counts its own.
     */
    boolean isFirst(long epoch, long transactionId, long firstSequence) {
        return firstSequence > part(epoch, transactionId).lastSequence;
    }

    private PartSends part(long epoch, long transactionId) {
        return parts.getOrDefault(new Part(epoch, transactionId), PartSends.NONE);
    }

    /** A session has sent messages in it. */
    void noteSent(long epoch, long transactionId, TransactionSends sends) {
        parts.put(new Part(epoch, transactionId),
            new PartSends(sends.firstSequence(), sendCount(epoch, transactionId) + sends.messages().size()));
    }

    /** How many messages a session has sent in its part. */
    int sendCount(long epoch, long transactionId) {
        return part(epoch, transactionId).count;
    }

    boolean isEmpty() {
        return sends.isEmpty() && spilled.isEmpty() && acks.count() == 0;
    }

    /** How its messages are given back when it is rolled back, for the log. */
    Undoing undoing() {
        return new Undoing(releaseDelayMs, rules, client);
    }

    void noteReleaseDelay(long delayMs) {
        releaseDelayMs = Math.max(releaseDelayMs, delayMs);
    }

    /** Who has acknowledged in it: when it is rolled back, the consumer's rules hold. */
    void acknowledgedBy(SessionConsumer consumer) {
        rules = consumer.rules();
        client = consumer.describe();
    }

    /** How its messages are given back. */
    ReleaseTerms releaseTerms(long nowMs, FailureCause cause) {
        long notBeforeMs = rules == null && releaseDelayMs > 0 ? nowMs + releaseDelayMs : 0;
        return new ReleaseTerms(rules, nowMs, notBeforeMs, 0, client, cause);
    }

    /** It is undone, though sessions may not know yet: they can do nothing more in it. */
    void rolledBack(String reason) {
        rollbackReason = reason;
    }

    /** Whether it can only be undone: it was rolled back, or something that was to be done in it was refused. */
    boolean isUndone() {
        return rollbackReason != null;
    }

    /** @throws RefusedException when it was rolled back */
    void requireOpen() {
        if (rollbackReason != null) {
            throw new RefusedException(JmsCodes.TRANSACTION_ROLLED_BACK, rollbackReason);
        }
    }
}
