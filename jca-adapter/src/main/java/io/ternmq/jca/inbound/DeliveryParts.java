package io.ternmq.jca.inbound;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all deliveries of an activation share, over reconnects.
 *
 * @param method       of the bean
 * @param isTransacted whether messages are to be part of the container's transactions
 * @param gate         says whether messages may flow
 * @param counts       of what was delivered
 * @param isWaiting    whether messages wait for the server, which has no instance of the bean or no thread for them
 */
record DeliveryParts(BeanMethod method, boolean isTransacted, FlowGate gate, DeliveryCounts counts, AtomicBoolean isWaiting) {

    DeliveryParts(BeanMethod method, boolean isTransacted, FlowGate gate, DeliveryCounts counts) {
        this(method, isTransacted, gate, counts, new AtomicBoolean());
    }
}
