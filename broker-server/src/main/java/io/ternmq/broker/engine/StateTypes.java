package io.ternmq.broker.engine;

/** Numbers of the state changes in the log. Never reuse one: old logs hold it. Modules own ranges of a hundred. */
public final class StateTypes {
    /** Engine: snapshots, epochs, commit groups. */
    public static final int ENGINE = 0;
    /** Topics and their queues. */
    public static final int TOPICS = 100;
    /** Consumer groups. */
    public static final int GROUPS = 200;
    /** Committed offsets of queue-assigned groups. */
    public static final int OFFSETS = 300;
    /** Delay levels. */
    public static final int SCHEDULE = 400;
    /** Leased groups and subscriptions. */
    public static final int DELIVERY = 500;
    /** Transactions. */
    public static final int TRANSACTIONS = 600;
    /** Marks of messages that a dispatcher treats in a special way. */
    public static final int MARKS = 700;
    /** Messages with a delivery time of their own. */
    public static final int DELAYED = 800;
    /** Branches of distributed transactions. Restored after {@link #DELIVERY}, whose messages they lock. */
    public static final int BRANCHES = 900;

    /** Newest messages of producers. */
    public static final int PRODUCERS = 1000;
    /** Commits whose messages are on their way into their queues. */
    public static final int COMMITS = 1100;

    static final int SNAPSHOT_BEGIN = ENGINE + 1;
    static final int SNAPSHOT_CHUNK = ENGINE + 2;
    static final int SNAPSHOT_END = ENGINE + 3;
    static final int EPOCH = ENGINE + 4;
    static final int GROUP_BEGIN = ENGINE + 5;
    static final int GROUP_END = ENGINE + 6;

    private StateTypes() {
    }
}
