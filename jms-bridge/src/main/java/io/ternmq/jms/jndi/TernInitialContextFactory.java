package io.ternmq.jms.jndi;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/**
 * JNDI without a server, for Java SE: connection factories and destinations stand in the environment, in {@code jndi.properties} for
 * example.
 *
 * <pre>
 * java.naming.factory.initial  = io.ternmq.jms.jndi.TernInitialContextFactory
 * java.naming.provider.url     = ternmq://127.0.0.1:9876          optional: where what has no URI of its own leads to
 * connectionFactory.NAME       = ternmq://127.0.0.1:9876?prefetch=10, or empty: the provider URL
 * xaConnectionFactory.NAME     = the same
 * queue.NAME                   = JMS name of the queue
 * topic.NAME                   = JMS name of the topic
 * </pre>
 *
 * <p>With a provider URL {@code ConnectionFactory} and {@code XAConnectionFactory} are there without being named. Destinations that
 * nobody named are found as {@code dynamicQueues/NAME} and {@code dynamicTopics/NAME}. The user and password of the environment
 * ({@code java.naming.security.principal}, {@code .credentials}) are those of factories without their own.
 */
public final class TernInitialContextFactory implements InitialContextFactory {
    static final String DYNAMIC_QUEUES = "dynamicQueues/";
    static final String DYNAMIC_TOPICS = "dynamicTopics/";

    /** For JNDI. */
    public TernInitialContextFactory() {
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        Map<String, Object> bindings = new TreeMap<>();
        String providerUrl = text(environment, Context.PROVIDER_URL);
        if (providerUrl != null) {
            bindings.put("ConnectionFactory", configured(new TernConnectionFactory(), Context.PROVIDER_URL, providerUrl, environment));
            bindings.put("XAConnectionFactory",
                configured(new TernXAConnectionFactory(), Context.PROVIDER_URL, providerUrl, environment));
        }
        for (Map.Entry<?, ?> entry : environment.entrySet()) {
            if (entry.getKey() instanceof String key && entry.getValue() instanceof String value) {
                bind(bindings, key, value.trim(), environment);
            }
        }
        return new StaticContext(bindings, environment);
    }

    private static void bind(Map<String, Object> bindings, String key, String value, Hashtable<?, ?> environment)
            throws NamingException {
        int dot = key.indexOf('.');
        String kind = dot < 0 ? "" : key.substring(0, dot);
        String name = key.substring(dot + 1);
        switch (kind) {
            case "connectionFactory" -> bindings.put(name, configured(new TernConnectionFactory(), key, value, environment));
            case "xaConnectionFactory" -> bindings.put(name, configured(new TernXAConnectionFactory(), key, value, environment));
            case "queue" -> bindings.put(name, destination(key, value, TernQueue::new));
            case "topic" -> bindings.put(name, destination(key, value, TernTopic::new));
            default -> {
                // Whatever else an environment holds is not for us.
            }
        }
    }

    private static Object destination(String key, String value, Function<String, Object> maker) throws ConfigurationException {
        try {
            return maker.apply(value);
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, e);
        }
    }

    private static Object configured(TernConnectionFactory factory, String key, String value, Hashtable<?, ?> environment)
            throws ConfigurationException {
        String address = value.isEmpty() ? text(environment, Context.PROVIDER_URL) : value;
        if (address == null) {
            throw wrong(key, value, new IllegalArgumentException("neither a URI nor " + Context.PROVIDER_URL + " is given"));
        }
        try {
            if (address.startsWith("ternmq:")) {
                factory.setUri(address);
            } else {
                factory.setNamesrvAddr(address);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(key, value, e);
        }
        if (factory.getUser() == null) {
            factory.setUser(text(environment, Context.SECURITY_PRINCIPAL));
            factory.setPassword(text(environment, Context.SECURITY_CREDENTIALS));
        }
        return factory;
    }

    private static String text(Hashtable<?, ?> environment, String key) {
        return environment.get(key) instanceof String text && !text.isBlank() ? text.trim() : null;
    }

    private static ConfigurationException wrong(String key, String value, IllegalArgumentException cause) {
        ConfigurationException wrong = new ConfigurationException(key + "=" + value + ": " + cause.getMessage());
        wrong.initCause(cause);
        return wrong;
    }
}
