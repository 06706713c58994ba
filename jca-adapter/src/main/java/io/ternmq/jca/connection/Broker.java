package io.ternmq.jca.connection;

import javax.transaction.xa.XAResource;

/** What connection factories and activations ask of the resource adapter that they belong to. Any thread. */
public interface Broker {

    /** The adapter's own settings at this moment; read anew at each connect, because a server may set them late. */
    ConnectionSettings settings();

    /** The JMS client to connect with. */
    JmsProvider provider();

    /**
     * Ends branches of connections that are lost, at the broker and for the user that {@code settings} name. Connects when it is asked
     * something; {@code XAER_RMFAIL} while the broker cannot be reached.
     */
    XAResource recovery(ConnectionSettings settings);
}
