package io.ternmq.wire.connection;

/** Tells virtual threads from others, also in code that is compiled for a JDK without them. */
final class VirtualThreads {
    private static final Class<?> VIRTUAL = find();

    private VirtualThreads() {
    }

    /** Whether it may lose its carrier at any lock, so that others must not depend on it. */
    static boolean isVirtual(Thread thread) {
        return VIRTUAL != null && VIRTUAL.isInstance(thread);
    }

    private static Class<?> find() {
        try {
            return Class.forName("java.lang.BaseVirtualThread");
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
