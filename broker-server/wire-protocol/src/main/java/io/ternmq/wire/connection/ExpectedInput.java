package io.ternmq.wire.connection;

import io.netty.channel.EventLoop;

/** How much may arrive on a connection that no thread waits for, see {@link Connection#expect}; nothing once it is closed. Any thread. */
final class ExpectedInput {
    private final EventLoop loop;
    private int count;
    private boolean isOver;

    ExpectedInput(EventLoop loop) {
        this.loop = loop;
    }

    synchronized void add(int more) {
        if (!isOver) {
            tell(more);
        }
    }

    synchronized void end() {
        tell(-count);
        isOver = true;
    }

    private void tell(int more) {
        count += more;
        if (more != 0 && loop instanceof SharedEventLoop shared) {
            shared.expect(more);
        }
    }
}
