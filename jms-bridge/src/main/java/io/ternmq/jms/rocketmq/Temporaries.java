package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.command.pop.PopHandle;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Temporary destinations as topics of one queue on one broker, which this connection deletes; a client that crashes leaves its own
 * behind. Any thread; everything but the check waits.
 */
final class Temporaries {
    /** Begins the name of every temporary destination, and of nothing else. */
    static final String PREFIX = "JMST_";

    private static final System.Logger LOG = System.getLogger(Temporaries.class.getName());

    private final TopicRoutes routes;
    private final Groups groups;
    private final Gaps gaps;
    // Whether it is a queue, by name.
    private final Map<String, Boolean> own = new ConcurrentHashMap<>();

    Temporaries(TopicRoutes routes, Groups groups, Gaps gaps) {
        this.routes = routes;
        this.groups = groups;
        this.gaps = gaps;
    }

    /** Makes one with the given name. */
    void create(String name, boolean isQueue) throws JMSException {
        gaps.bridge(Gap.TEMPORARY, "A temporary " + (isQueue ? "queue" : "topic"));
        routes.createSmall(name);
        own.put(name, isQueue);
    }

    /** Throws for a temporary destination of another connection. */
    void requireOwn(String name) throws JMSException {
        if (name.startsWith(PREFIX) && !own.containsKey(name)) {
            throw new InvalidDestinationException(name + " is a temporary destination of another connection: only that one may consume"
                + " from it", JmsErrors.INVALID_ARGUMENT);
        }
    }

    /** Deletes one of this connection's, without consumers. */
    void delete(String name) throws JMSException {
        Boolean isQueue = own.remove(name);
        if (isQueue == null) {
            throw new InvalidDestinationException(name + " is no temporary destination of this connection", JmsErrors.INVALID_ARGUMENT);
        }
        routes.delete(name);
        if (isQueue) {
            String group = DestinationNames.queueGroup(name);
            groups.delete(group);
            routes.delete(PopHandle.retryTopic(group, name));
            routes.delete("%RETRY%" + group);
        }
    }

    /** Deletes all. */
    void close() {
        for (String name : own.keySet()) {
            try {
                delete(name);
            } catch (JMSException e) {
                LOG.log(System.Logger.Level.WARNING, "Temporary destination " + name + " stays behind", e);
            }
        }
    }
}
