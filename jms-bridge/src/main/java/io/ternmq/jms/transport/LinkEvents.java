package io.ternmq.jms.transport;

import io.ternmq.wire.frame.Frame;

/** What a link reports. Called on its event loop; must not wait. */
public interface LinkEvents {
    /** For links to which nothing is pushed and whose end nobody waits for. */
    LinkEvents NONE = new LinkEvents() {
        @Override
        public void onPush(Frame frame) {
            // the caller releases it
        }

        @Override
        public void onClosed() {
            // requests that are open fail by themselves
        }
    };

    /** The other end sent a request or one-way. The caller releases the frame when this returns. */
    void onPush(Frame frame);

    /** The link is closed, by either end. Called once. */
    void onClosed();
}
