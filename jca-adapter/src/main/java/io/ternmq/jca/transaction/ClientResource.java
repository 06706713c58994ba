package io.ternmq.jca.transaction;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * A resource of the adapter around one of the JMS client's. The client knows which of its own lead to one broker and may work in one
 * branch; a transaction manager compares what it was given, which is a delivery's here and a pooled connection's there.
 */
public interface ClientResource extends XAResource {

    /**
     * What it passes calls on to.
     *
     * @throws XAException {@code XAER_RMFAIL} when its connection was gone before it was used
     */
    XAResource clientResource() throws XAException;

    @Override
    default boolean isSameRM(XAResource other) throws XAException {
        return clientResource().isSameRM(other instanceof ClientResource that ? that.clientResource() : other);
    }
}
