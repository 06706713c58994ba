package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.JmsProvider;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Finds the destination that an activation means. Some servers cannot look up on any thread, so it is done on whichever works first. */
final class DestinationResolver {

    private static final System.Logger LOG = System.getLogger(DestinationResolver.class.getName());

    private final TernActivationSpec spec;
    private Destination lookedUp;

    DestinationResolver(TernActivationSpec spec) {
        this.spec = spec;
    }

    /**
     * Looks up early, on the thread that activates the endpoint, where the application's names may be visible.
     *
     * @throws JMSException when there is a destination, but not such a one as the specification wants; nothing else that fails
     */
    void tryEarly() throws JMSException {
        try {
            lookedUp = lookUp();
        } catch (NamingException | InvalidDestinationException e) {
            LOG.log(System.Logger.Level.DEBUG, "Looking up the destination of {0} again later: {1}", spec, e.getMessage());
        }
    }

    /** The destination, in the activation's consumer group where it names one. */
    Destination resolve(JmsProvider provider) throws JMSException {
        Destination destination = find(provider);
        return spec.getConsumerGroup() == null || spec.getConsumerGroup().isBlank()
                ? destination
                : provider.inConsumerGroup(destination, spec.getConsumerGroup());
    }

    private Destination find(JmsProvider provider) throws JMSException {
        if (lookedUp == null) {
            try {
                lookedUp = lookUp();
            } catch (NamingException e) {
                if (isSet(spec.getDestinationLookup())) {
                    throw notFound(e);
                }
                LOG.log(System.Logger.Level.DEBUG, "{0} is a plain name: {1}", spec.getDestination(), e.getMessage());
            }
        }
        if (lookedUp != null) {
            return lookedUp;
        }
        return spec.isTopic() ? provider.topic(spec.getDestination()) : provider.queue(spec.getDestination());
    }

    private InvalidDestinationException notFound(NamingException cause) {
        InvalidDestinationException notFound = new InvalidDestinationException(
                "destinationLookup '" + spec.getDestinationLookup() + "' cannot be looked up: " + cause,
                AdapterError.WRONG_DESTINATION.code());
        notFound.initCause(cause);
        return notFound;
    }

    /** The destination from JNDI, or null when the name does not look like one from there. */
    private Destination lookUp() throws NamingException, JMSException {
        String name = isSet(spec.getDestinationLookup()) ? spec.getDestinationLookup() : jndiLike(spec.getDestination());
        if (name == null) {
            return null;
        }
        Object found = new InitialContext().lookup(name);
        if (!(found instanceof Queue || found instanceof Topic)) {
            throw new InvalidDestinationException("'" + name + "' is " + (found == null ? "nothing" : "a " + found.getClass().getName())
                    + " (expected: a queue or a topic)", AdapterError.WRONG_DESTINATION.code());
        }
        Destination destination = (Destination) found;
        String complaints = ActivationRules.complaintsAbout(spec, destination);
        if (!complaints.isEmpty()) {
            throw AdapterError.WRONG_ACTIVATION.jms(complaints);
        }
        return destination;
    }

    private static String jndiLike(String name) {
        return name != null && (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) ? name : null;
    }

    private static boolean isSet(String value) {
        return value != null && !value.isBlank();
    }
}
