package io.ternmq.jms.session;

import io.ternmq.jms.core.BrowserCore;
import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.Messages;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.NoSuchElementException;

/** Looks at a queue without taking anything. Used by its session's thread; close() by any. */
final class TernBrowser implements QueueBrowser {
    private final SessionCore session;
    private final Messages messages;
    private final TernDestination queue;
    private final String selector;
    private volatile boolean isClosed;

    TernBrowser(SessionCore session, Messages messages, TernDestination queue, String selectorOrNull) {
        this.session = session;
        this.messages = messages;
        this.queue = queue;
        this.selector = selectorOrNull;
    }

    private void requireOpen() throws JMSException {
        if (isClosed) {
            throw JmsErrors.illegalState("The browser is closed");
        }
        session.requireOpen();
    }

    @Override
    public Queue getQueue() throws JMSException {
        requireOpen();
        return (Queue) queue;
    }

    @Override
    public String getMessageSelector() throws JMSException {
        requireOpen();
        return selector;
    }

    @Override
    public Enumeration<Message> getEnumeration() throws JMSException {
        requireOpen();
        BrowserCore browser = new BrowserCore(session, queue, selector);
        browser.begin();
        return new Look(browser);
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** What was there at one moment. */
    private final class Look implements Enumeration<Message> {
        private final BrowserCore browser;

        Look(BrowserCore browser) {
            this.browser = browser;
        }

        @Override
        public boolean hasMoreElements() {
            return Unchecked.call(() -> {
                requireOpen();
                return browser.hasNext();
            });
        }

        @Override
        public Message nextElement() {
            return Unchecked.call(() -> {
                requireOpen();
                InboundMessage next = browser.next();
                if (next == null) {
                    throw new NoSuchElementException("The enumeration of " + queue + " has no more messages");
                }
                // Browsing takes nothing, so there is nothing to acknowledge.
                return messages.received(next, next.deliveryCount(), () -> { });
            });
        }
    }
}
