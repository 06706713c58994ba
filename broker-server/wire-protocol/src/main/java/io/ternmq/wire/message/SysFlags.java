package io.ternmq.wire.message;

/** Bits of the {@code sysFlag} field of a stored message (PROTOCOL §4). */
public final class SysFlags {
    public static final int COMPRESSED = 1;
    public static final int MULTI_TAGS = 1 << 1;
    public static final int TRANSACTION_PREPARED = 1 << 2;
    public static final int TRANSACTION_COMMIT = 2 << 2;
    public static final int TRANSACTION_ROLLBACK = 3 << 2;
    public static final int BORN_HOST_V6 = 1 << 4;
    public static final int STORE_HOST_V6 = 1 << 5;
    public static final int NEED_UNWRAP = 1 << 6;
    public static final int INNER_BATCH = 1 << 7;

    private static final int TRANSACTION_MASK = 3 << 2;

    private SysFlags() {
    }

    /** The transaction bits alone: 0, {@link #TRANSACTION_PREPARED}, {@code _COMMIT} or {@code _ROLLBACK}. */
    public static int transactionType(int sysFlag) {
        return sysFlag & TRANSACTION_MASK;
    }

    /** {@code sysFlag} with its transaction bits replaced by {@code type}. */
    public static int withTransactionType(int sysFlag, int type) {
        return sysFlag & ~TRANSACTION_MASK | type;
    }

    /** Whether such a message gets an entry in its queue's index: prepared and rollback messages do not (PROTOCOL §13). */
    public static boolean isIndexed(int sysFlag) {
        int type = transactionType(sysFlag);
        return type == 0 || type == TRANSACTION_COMMIT;
    }
}
