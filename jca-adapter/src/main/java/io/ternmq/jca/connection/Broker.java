package io.ternmq.jca.connection;

/** What connection factories and activations ask of the resource adapter that they belong to. Any thread. */
public interface Broker {

    /** The adapter's own settings at this moment; read anew at each connect, because a server may set them late. */
    ConnectionSettings settings();

    /** The JMS client to connect with. */
    JmsProvider provider();
}
