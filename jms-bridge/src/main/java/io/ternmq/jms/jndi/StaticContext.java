package io.ternmq.jms.jndi;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;

/** Names and objects as they were when the context was made; nothing can be bound. Names are flat: a slash is part of them. */
final class StaticContext implements Context {
    private static final String READ_ONLY = "Nothing can be bound here: names stand in the environment of the initial context";

    private final Map<String, Object> bindings;
    private final Hashtable<Object, Object> environment;

    StaticContext(Map<String, Object> bindings, Hashtable<?, ?> environment) {
        this.bindings = bindings;
        this.environment = new Hashtable<>(environment);
    }

    @Override
    public Object lookup(String name) throws NamingException {
        if (name.isEmpty()) {
            return new StaticContext(bindings, environment);
        }
        Object bound = bindings.get(name);
        Object found = bound != null ? bound : dynamic(name);
        if (found == null) {
            throw new NameNotFoundException(name + " (expected: one of " + bindings.keySet() + ", or a name after "
                + TernInitialContextFactory.DYNAMIC_QUEUES + " or " + TernInitialContextFactory.DYNAMIC_TOPICS + ")");
        }
        return found;
    }

    private static Object dynamic(String name) {
        String queue = after(TernInitialContextFactory.DYNAMIC_QUEUES, name);
        String topic = after(TernInitialContextFactory.DYNAMIC_TOPICS, name);
        if (queue != null) {
            return new TernQueue(queue);
        }
        return topic == null ? null : new TernTopic(topic);
    }

    private static String after(String prefix, String name) {
        return name.startsWith(prefix) && name.length() > prefix.length() ? name.substring(prefix.length()) : null;
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return lookup(name.toString());
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        requireRoot(name);
        List<NameClassPair> pairs = new ArrayList<>();
        bindings.forEach((key, value) -> pairs.add(new NameClassPair(key, value.getClass().getName())));
        return new Listing<>(pairs);
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return list(name.toString());
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        requireRoot(name);
        List<Binding> all = new ArrayList<>();
        bindings.forEach((key, value) -> all.add(new Binding(key, value)));
        return new Listing<>(all);
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return listBindings(name.toString());
    }

    private void requireRoot(String name) throws NamingException {
        if (!name.isEmpty()) {
            lookup(name);
            throw new NotContextException(name);
        }
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public String composeName(String name, String prefix) throws NamingException {
        return composeName(new CompositeName(name), new CompositeName(prefix)).toString();
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        return ((Name) prefix.clone()).addAll(name);
    }

    @Override
    public Object addToEnvironment(String key, Object value) {
        return environment.put(key, value);
    }

    @Override
    public Object removeFromEnvironment(String key) {
        return environment.remove(key);
    }

    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment);
    }

    @Override
    public void close() {
        // holds nothing
    }

    @Override
    public String getNameInNamespace() {
        return "";
    }

    @Override
    public void bind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void bind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(Name name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rebind(String name, Object object) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void unbind(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(Name oldName, Name newName) throws NamingException {
        throw readOnly();
    }

    @Override
    public void rename(String oldName, String newName) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw readOnly();
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw readOnly();
    }

    private static OperationNotSupportedException readOnly() {
        return new OperationNotSupportedException(READ_ONLY);
    }

    /** Some of the names. */
    private static final class Listing<T> implements NamingEnumeration<T> {
        private final Enumeration<T> entries;

        Listing(List<T> entries) {
            this.entries = Collections.enumeration(entries);
        }

        @Override
        public T next() {
            return entries.nextElement();
        }

        @Override
        public boolean hasMore() {
            return entries.hasMoreElements();
        }

        @Override
        public void close() {
            // holds nothing
        }

        @Override
        public boolean hasMoreElements() {
            return entries.hasMoreElements();
        }

        @Override
        public T nextElement() {
            return entries.nextElement();
        }
    }
}
