package io.ternmq.samples.quickstart;

/** Where the name server is. */
public final class Const {

    /** {@code host:port}; another one is given with {@code -DnameServer=host:port}. */
    public static final String NAME_SERVER_ADDR = System.getProperty("nameServer", "127.0.0.1:9876");

    private Const() {
    }
}
