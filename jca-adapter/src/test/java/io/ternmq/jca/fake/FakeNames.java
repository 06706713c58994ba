package io.ternmq.jca.fake;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.spi.InitialContextFactory;

/** A server's names in JNDI, from {@link #open} until it is closed. Any thread. */
public final class FakeNames implements InitialContextFactory, AutoCloseable {

    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();
    private static volatile Thread only;

    /** For JNDI. */
    public FakeNames() {
    }

    /** Makes it the JVM's. */
    public static FakeNames open() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, FakeNames.class.getName());
        return new FakeNames();
    }

    /** Gives an object a name. */
    public void bind(String name, Object object) {
        BOUND.put(name, object);
    }

    /** From now on names are to be seen on this thread alone. */
    public void showOnlyOn(Thread thread) {
        only = thread;
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
        return Recorder.proxy(Context.class, (method, arguments) -> "lookup".equals(method) ? find((String) arguments[0]) : null);
    }

    private static Object find(String name) throws NamingException {
        if (only != null && only != Thread.currentThread()) {
            throw new NoInitialContextException("not on this thread");
        }
        Object found = BOUND.get(name);
        if (found == null) {
            throw new NameNotFoundException(name);
        }
        return found;
    }

    @Override
    public void close() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        BOUND.clear();
        only = null;
    }
}
