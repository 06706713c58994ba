package io.ternmq.wire.jms;

/** Request and response codes of the JMS extension, 12001-12199: small enough for both header encodings (16 bits). */
public final class JmsCodes {
    /** The first request code. */
    public static final int FIRST = 12001;
    /** The last request code. */
    public static final int LAST = 12099;
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
    /** One step of sign-on, before {@link #CONNECT}: {@link Authenticate}. */
    public static final int AUTHENTICATE = 12012;
    /** Messages of a transaction, which may also travel with its end: {@link Hold}. */
    public static final int HOLD = 12013;
    /** The broker took a consumer away, broker to client, one-way: {@link Detached}. */
    public static final int DETACHED = 12020;

    /** Ties a transaction id to an XA branch: {@link io.ternmq.wire.jms.xa.StartBranch}. */
    public static final int BRANCH_START = 12040;
    /** Ends a session's part of a branch: {@link io.ternmq.wire.jms.xa.EndBranch}. */
    public static final int BRANCH_END = 12041;
    /** First phase: {@link io.ternmq.wire.jms.xa.PrepareBranch}. */
    public static final int BRANCH_PREPARE = 12042;
    /** Second phase, or the only one: {@link io.ternmq.wire.jms.xa.CommitBranch}. */
    public static final int BRANCH_COMMIT = 12043;
    /** Undoes a branch: {@link io.ternmq.wire.jms.xa.RollbackBranch}. */
    public static final int BRANCH_ROLLBACK = 12044;
    /** Drops what was decided by an administrator: {@link io.ternmq.wire.jms.xa.ForgetBranch}. */
    public static final int BRANCH_FORGET = 12045;
    /** Asks for the branches in doubt: {@link io.ternmq.wire.jms.xa.RecoverBranches}. */
    public static final int BRANCH_RECOVER = 12046;
    /** The same for administrators, with details: {@link io.ternmq.wire.jms.xa.ListBranches}. */
    public static final int BRANCH_LIST = 12047;
    /** An administrator's decision: {@link io.ternmq.wire.jms.xa.DecideBranch}. */
    public static final int BRANCH_DECIDE = 12048;
    /** Makes a temporary destination: {@link CreateTemporary}. */
    public static final int CREATE_TEMPORARY = 12050;
    /** Deletes a temporary destination: {@link DeleteTemporary}. */
    public static final int DELETE_TEMPORARY = 12051;
    /** Asks for the messages that wait for their delivery time: {@link ListScheduled}. */
    public static final int LIST_SCHEDULED = 12030;
    /** Takes one of them back: {@link CancelScheduled}. */
    public static final int CANCEL_SCHEDULED = 12031;
    /** Asks for a page of what waits in a queue: {@link Browse}. */
    public static final int BROWSE = 12060;

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
    /** Refusal: no such branch. */
    public static final int BRANCH_UNKNOWN = 12120;
    /** Refusal: a branch of this id is there already. */
    public static final int BRANCH_DUPLICATE = 12121;
    /** Refusal: the branch is not in the state for this call. */
    public static final int BRANCH_WRONG_STATE = 12122;
    /** Refusal: the branch is, or can only be, rolled back. */
    public static final int BRANCH_ROLLED_BACK = 12123;
    /** Refusal: the branch was rolled back because its time was over. */
    public static final int BRANCH_TIMED_OUT = 12124;
    /** Refusal: the branch was rolled back because a session that worked in it was lost. */
    public static final int BRANCH_SESSION_LOST = 12125;
    /** Refusal: an administrator has committed the branch. */
    public static final int BRANCH_HEURISTIC_COMMIT = 12126;
    /** Refusal: an administrator has rolled the branch back. */
    public static final int BRANCH_HEURISTIC_ROLLBACK = 12127;

    private JmsCodes() {
    }
}
