package io.ternmq.jms.core;

import io.ternmq.jms.core.Provider.BrowseRequest;
import io.ternmq.jms.core.Provider.BrowsedPage;
import io.ternmq.jms.destination.TernDestination;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * One look at a queue, from its beginning to where it ended when it was begun, a page at a time. The next page is asked for while
 * the application looks at this one, so at most two are held. One thread at a time.
 */
public final class BrowserCore {
    private static final int PAGE_MESSAGES = 1_000;
    private static final int NEVER = -1;
    private static final int ALWAYS = Integer.MAX_VALUE;

    private final SessionCore session;
    private final TernDestination queue;
    private final String selector;
    private final Deque<InboundMessage> buffer = new ArrayDeque<>();
    private byte[] cursor = new byte[0];
    /** What is asked for already; null when nothing is. */
    private CompletableFuture<BrowsedPage> asked;
    /** With so many messages left, or fewer, the next page is asked for. */
    private int askAt = NEVER;

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

    /** Waits for pages until there is a message, or none is left. */
    public boolean hasNext() throws JMSException {
        while (buffer.isEmpty() && cursor != null) {
            session.requireOpen();
            session.connection().requireAlive();
            read(session.await(takeAsked(), "Browsing " + queue));
        }
        return !buffer.isEmpty();
    }

    private void read(BrowsedPage page) throws JMSException {
        byte[] from = cursor;
        cursor = page.cursor();
        askAhead();
        try {
            buffer.addAll(page.messages().read());
        } catch (JMSException e) {
            cursor = from;
            asked = null;
            throw e;
        }
        // Whoever looks at the head alone needs no second page.
        askAt = askAt == NEVER ? buffer.size() / 2 : ALWAYS;
    }

    /** The next message; null when none is left. */
    public InboundMessage next() throws JMSException {
        InboundMessage next = hasNext() ? buffer.poll() : null;
        askAhead();
        return next;
    }

    // When it fails it is asked again by the next call.
    private CompletableFuture<BrowsedPage> takeAsked() {
        CompletableFuture<BrowsedPage> taken = asked == null ? ask() : asked;
        asked = null;
        return taken;
    }

    private void askAhead() {
        if (asked == null && cursor != null && buffer.size() <= askAt) {
            asked = ask();
        }
    }

    private CompletableFuture<BrowsedPage> ask() {
        return session.provider().browse(new BrowseRequest(queue, selector, cursor, PAGE_MESSAGES));
    }
}
