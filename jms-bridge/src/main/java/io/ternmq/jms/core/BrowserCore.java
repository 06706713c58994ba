package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.BrowseRequest;
import io.ternmq.jms.core.Provider.BrowsedPage;
import io.ternmq.jms.destination.TernDestination;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.Deque;

/** One look at a queue, from its beginning to where it ended when it was begun, a page at a time. One thread at a time. */
public final class BrowserCore {
    private static final int PAGE_MESSAGES = 256;

    private final SessionCore session;
    private final TernDestination queue;
    private final String selector;
    private final Deque<InboundMessage> buffer = new ArrayDeque<>();
    private byte[] cursor = new byte[0];

    /** Nothing is asked yet. */
    public BrowserCore(SessionCore session, TernDestination queue, String selectorOrNull) {
        this.session = session;
        this.queue = queue;
        this.selector = selectorOrNull;
    }

    /** Begins: decides what is too new to be seen. */
    public void begin() throws JMSException {
        session.connection().reportHanded();
        hasNext();
    }

    /** Asks for pages until there is a message, or none is left. */
    public boolean hasNext() throws JMSException {
        while (buffer.isEmpty() && cursor != null) {
            session.requireOpen();
            session.connection().requireAlive();
            BrowsedPage page =
                session.await(session.provider().browse(new BrowseRequest(queue, selector, cursor, PAGE_MESSAGES)), "Browsing " + queue);
            cursor = page.cursor();
            buffer.addAll(page.messages());
        }
        return !buffer.isEmpty();
    }

    /** The next message; null when none is left. */
    public InboundMessage next() throws JMSException {
        return hasNext() ? buffer.poll() : null;
    }
}
