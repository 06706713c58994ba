package io.ternmq.jms.session;

import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;

/** What temporary queues and topics have in common. */
final class Temporaries {
    private Temporaries() {
    }

    /** Deletes one; throws when it has consumers. */
    static void delete(ConnectionCore ownerOrNull, String name) throws JMSException {
        if (ownerOrNull == null) {
            throw JmsErrors.illegalState("The temporary destination " + name
                + " was serialized: only the connection that made it can delete it");
        }
        ownerOrNull.deleteTemporary(name);
    }

    /** Refuses a subscription that would outlive its topic. */
    static void requireLasting(TernDestination topic) throws JMSException {
        if (DestinationNames.isTemporary(topic.getName())) {
            throw new InvalidDestinationException("A temporary topic cannot have a durable subscription: " + topic,
                JmsErrors.INVALID_ARGUMENT);
        }
    }
}
