package io.ternmq.jca.inbound;

/** What a bean has thrown, without what its container has put around it. */
final class BeanFailures {

    private static final String CONTAINERS = "jakarta.ejb.";
    private static final int MAX_DEPTH = 5;

    private BeanFailures() {
    }

    /** The bean's own exception, as far as there is one: that is what people look for beside a dead letter. */
    static Throwable own(Throwable thrown) {
        Throwable own = thrown;
        for (int i = 0; i < MAX_DEPTH && own.getClass().getName().startsWith(CONTAINERS) && own.getCause() != null; i++) {
            own = own.getCause();
        }
        return own;
    }
}
