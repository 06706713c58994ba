package io.ternmq.jca.inbound;

import io.ternmq.jca.inbound.FlowGate.Mode;

/**
 * What all deliveries of an activation share, over reconnects.
 *
 * @param method       of the bean
 * @param isTransacted whether messages are to be part of the container's transactions
 * @param gate         says whether messages may flow
 * @param counts       of what was delivered
 */
record DeliveryParts(BeanMethod method, boolean isTransacted, FlowGate gate, DeliveryCounts counts) {

    /** How many messages a session may hold now: the first gets the one that is tried. */
    int limitOf(int session) {
        Mode mode = gate.mode();
        return mode == Mode.OPEN ? Integer.MAX_VALUE : mode == Mode.TRIAL && session == 0 ? 1 : 0;
    }
}
