package io.ternmq.wire.jms;

/** Request and response codes of the JMS extension, 12001-12199: small enough for both header encodings (16 bits). */
public final class JmsCodes {
    /** Opens the JMS session of a TCP connection: {@link Connect}. */
    public static final int CONNECT = 12001;
    /** Ends it in good order: {@link Disconnect}. */
    public static final int DISCONNECT = 12002;
    /** Renews the lease of an idle connection: {@link Renew}. */
    public static final int RENEW = 12003;
    /** Adds a consumer: {@link Attach}. */
    public static final int ATTACH = 12004;
    /** Removes a consumer: {@link Detach}. */
    public static final int DETACH = 12005;
    /** Gives credit, one-way, or asks for it to be used up, as a request: {@link Flow}. */
    public static final int FLOW = 12006;
    /** Messages, broker to client, one-way: {@link Deliver}. */
    public static final int DELIVER = 12007;
    /** Says what became of delivered messages: {@link Settle}. */
    public static final int SETTLE = 12008;
    /** Commits a local transaction: {@link Commit}. */
    public static final int COMMIT = 12009;
    /** Rolls a local transaction back: {@link Rollback}. */
    public static final int ROLLBACK = 12010;
    /** Deletes a durable subscription: {@link Unsubscribe}. */
    public static final int UNSUBSCRIBE = 12011;
    /** The broker took a consumer away, broker to client, one-way: {@link Detached}. */
    public static final int DETACHED = 12020;

    /** Makes a temporary destination: {@link CreateTemporary}. */
    public static final int CREATE_TEMPORARY = 12050;
    /** Deletes a temporary destination: {@link DeleteTemporary}. */
    public static final int DELETE_TEMPORARY = 12051;
    /** Asks for the messages that wait for their delivery time: {@link ListScheduled}. */
    public static final int LIST_SCHEDULED = 12030;
    /** Takes one of them back: {@link CancelScheduled}. */
    public static final int CANCEL_SCHEDULED = 12031;

    /** Refusal: another live connection uses this client id. */
    public static final int CLIENT_ID_IN_USE = 12101;
    /** Refusal: the selector cannot be parsed; the remark says where. */
    public static final int INVALID_SELECTOR = 12102;
    /** Refusal: the subscription is in use, or in use with another topic, selector or sharing. */
    public static final int SUBSCRIPTION_CONFLICT = 12103;
    /** Refusal: the consumer group has queue-assigned (native) members at the moment. */
    public static final int GROUP_KIND_CONFLICT = 12104;
    /** Refusal: no such destination or subscription, or a name that cannot be one. */
    public static final int INVALID_DESTINATION = 12105;
    /** Refusal: the session epoch is over; its leases were given back. */
    public static final int LEASE_LOST = 12106;
    /** Refusal: the broker does not hold this transaction any more; nothing of it took effect. */
    public static final int TRANSACTION_ROLLED_BACK = 12107;

    private JmsCodes() {
    }
}
