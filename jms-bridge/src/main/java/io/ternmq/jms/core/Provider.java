package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.RedeliveryTerms;
import io.ternmq.wire.jms.Settlement;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The port to a broker: one JMS connection. No method waits unless it says so; futures fail with a
 * {@code jakarta.jms.JMSException}, and complete on a thread that must not be made to wait.
 */
public interface Provider extends AutoCloseable {
    /** What was agreed on when the connection was made. */
    ConnectionFacts facts();

    /**
     * Throws when this broker cannot do what a session of this mode promises.
     */
    default void requireMode(AckMode mode) throws JMSException {
        // TernMQ's own broker does all of it.
    }

    /** Throws when this broker cannot keep an unshared durable subscription as Jakarta Messaging wants it. */
    default void requireUnsharedDurable(String subscriptionName) throws JMSException {
        // TernMQ's own broker can.
    }

    /** Whether messages wait since the broker was too busy to take them: then an answer may take longer than a request may. */
    default boolean isBusy() {
        return false;
    }

    /** How threads wait for this broker and do its input and output meanwhile; null when they only wait, as while there is no connection. */
    default IoTurn ioTurn() {
        return null;
    }

    /**
     * Something more, or less, may come that no thread waits for: it is to be read at once all the same.
     *
     * @param more 1 or -1
     */
    default void expect(int more) {
        // Where threads do no input and output, all is read at once.
    }

    /** A new JMSMessageID without its {@code ID:}. */
    String newMessageId();

    /** Adds a consumer. */
    CompletableFuture<Void> attach(Attachment attachment);

    /** Removes a consumer; deliveries above the last {@code deliveredSequence} go back unseen. */
    CompletableFuture<Void> detach(long consumerId);

    /**
     * Gives credit and reports progress.
     *
     * @param credit            messages to add, 0 or more
     * @param deliveredSequence highest sequence handed to the application, 0 for none
     */
    void flow(long consumerId, int credit, long deliveredSequence);

    /**
     * Gives credit that is to be used at once or forgotten. Deliveries are brought before the future completes.
     *
     * @return completes with the credit that was not used; none is left
     */
    CompletableFuture<Integer> drain(long consumerId, int credit, long deliveredSequence);

    /** Says what became of deliveries. */
    CompletableFuture<Void> settle(SettleRequest request);

    /** The same for what nobody waits for yet: it may travel with what is asked next, if that is soon. */
    default CompletableFuture<Void> settleLazily(SettleRequest request) {
        return settle(request);
    }

    /**
     * Sends a message outside of transactions. May wait for the look-up of a destination that was not used before.
     *
     * @return completes when the broker has taken it as safely as its delivery mode asks for
     */
    CompletableFuture<Void> send(OutboundMessage message);

    /**
     * Sends messages in a transaction, all or none. May wait as {@link #send} does.
     *
     * @param messages at least one; the list does not change any more
     * @return completes when the broker holds them
     */
    CompletableFuture<Void> hold(List<OutboundMessage> messages, long transactionId);

    /** Whether messages keep the order of their {@link #send}s when none is waited for before the next. */
    boolean keepsOrderOfSends();

    /**
     * Commits. May be called before the transaction's sends are answered: the broker commits all of it or rolls it back.
     *
     * @return completes when the transaction is durable, with true; with false when it is and many of its messages are still on their way
     *         into their queues: to be asked again, without the rest, before anything else is sent. Fails with a
     *         {@link jakarta.jms.TransactionRolledBackException} when nothing of it took effect
     */
    CompletableFuture<Boolean> commit(CommitRequest request);

    /**
     * Asks, after the connection was lost, whether a transaction was committed whose commit got no answer. Waits for the broker, which
     * may have to come back, for about as long as connecting may take.
     *
     * @throws jakarta.jms.TransactionRolledBackException when nothing of it took effect
     * @throws JMSException                               when the broker cannot be asked
     */
    void requireCommitted(long transactionId) throws JMSException;

    /** Drops the transaction's sends. */
    CompletableFuture<Void> rollback(long transactionId);

    /** Distributed transactions. */
    default BranchPort branches() {
        return BranchPort.NONE;
    }

    /** Looks after messages that wait for their delivery time. */
    default ScheduledCare scheduled() {
        return ScheduledCare.NONE;
    }

    /** Deletes a durable subscription. */
    CompletableFuture<Void> unsubscribe(String subscriptionName);

    /** A page of what waits in a queue. */
    CompletableFuture<BrowsedPage> browse(BrowseRequest request);

    /**
     * Makes a temporary destination, which only this connection may consume from and which ends with it.
     *
     * @return its name
     */
    CompletableFuture<String> createTemporary(boolean isQueue);

    /** Deletes a temporary destination of this connection; fails when it has consumers. */
    CompletableFuture<Void> deleteTemporary(String name);

    /** Says that {@link #close} follows: a break is not repaired from now on, and whoever waits for the end of one fails at once. */
    default void closing() {
        // a provider that repairs nothing has nothing to give up
    }

    /** Ends the connection in good order when it still stands; waits for a short time. Idempotent. */
    @Override
    void close();

    /**
     * Some settlements.
     *
     * @param settlements       at least one
     * @param transactionId     0 for at once
     * @param redeliveryDelayMs for released messages; 0 for what the redelivery policy says
     * @param extraDeliveries   how often more than once the application has seen the messages
     * @param cause             why they were released or rejected
     */
    record SettleRequest(List<Settlement> settlements, long transactionId, long redeliveryDelayMs, int extraDeliveries,
            FailureCause cause) {
        /** At once, without delay and cause. */
        static SettleRequest of(List<Settlement> settlements) {
            return new SettleRequest(settlements, 0, 0, 0, FailureCause.NONE);
        }
    }

    /**
     * What a transaction has to consist of.
     *
     * @param sends    how many messages it has, the rest among them
     * @param accepted what is acknowledged with it
     * @param rest     the last of the messages, still to be sent. When they are refused, the transaction is not committed, and not rolled
     *                 back either
     */
    record CommitRequest(long transactionId, int sends, List<Settlement> accepted, List<OutboundMessage> rest) {
        /** The same after the rest was sent, or refused. */
        CommitRequest withoutRest() {
            return new CommitRequest(transactionId, sends, accepted, List.of());
        }
    }

    /**
     * What a browser asks for.
     *
     * @param queue       may name a consumer group
     * @param selector    nullable
     * @param cursor      what the last page ended with; empty for the first
     * @param maxMessages at least 1
     */
    record BrowseRequest(TernDestination queue, String selector, byte[] cursor, int maxMessages) {
    }

    /**
     * A part of what a browser sees.
     *
     * @param messages may be none, with more to come
     * @param cursor   for the next page; null when this is the last
     */
    record BrowsedPage(PageMessages messages, byte[] cursor) {
        /** A page of messages that are read already. */
        public static BrowsedPage of(List<InboundMessage> messages, byte[] cursorOrNull) {
            return new BrowsedPage(() -> messages, cursorOrNull);
        }
    }

    /** What a page holds: read by the thread that wants it, so that the next page can arrive meanwhile. */
    @FunctionalInterface
    interface PageMessages {
        /** Reads all; for one call. */
        List<InboundMessage> read() throws JMSException;
    }

    /**
     * The other end.
     *
     * @param brokerName          name of the broker group
     * @param brokerVersion       for people
     * @param maxMessageSizeBytes larger bodies are refused
     * @param connectionId        unique; the origin of messages when there is no client id
     * @param redelivery          what the broker does with failed messages, unless a consumer says otherwise; leaves everything open
     *                            when the client has to decide
     */
    record ConnectionFacts(String brokerName, String brokerVersion, int maxMessageSizeBytes, String connectionId,
            RedeliveryTerms redelivery) {
        /** Of a broker that leaves failed messages to the client. */
        public ConnectionFacts(String brokerName, String brokerVersion, int maxMessageSizeBytes, String connectionId) {
            this(brokerName, brokerVersion, maxMessageSizeBytes, connectionId, RedeliveryTerms.NONE);
        }

        /** Whether the broker decides when a failed message comes again, and when it is given up. */
        boolean decidesRedelivery() {
            return !redelivery.equals(RedeliveryTerms.NONE);
        }
    }
}
