package io.ternmq.broker.store.log;

/** The disk failed, or a file is not what it must be; carries the file and the position. The store must stop. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
