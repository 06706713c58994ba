package io.ternmq.broker.request;

import io.ternmq.broker.network.RefusedException;

/** Whether a group is used by leases now (JMS, MDBs), which excludes native consumers (DESIGN §6). */
@FunctionalInterface
public interface GroupKinds {
    /** Throws {@link RefusedException} when the group has leases. Any thread. */
    void requireNative(String group);
}
