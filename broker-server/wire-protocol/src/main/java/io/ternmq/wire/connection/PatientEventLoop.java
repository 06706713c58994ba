package io.ternmq.wire.connection;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.Executor;

/** An event loop that does not sleep at once when somebody whom it has just answered may ask again, see {@link PatientSelect}. */
final class PatientEventLoop extends SingleThreadIoEventLoop {
    private final PatientSelect select;

    PatientEventLoop(IoEventLoopGroup parent, Executor executor, PatientSelect select) {
        super(parent, executor, NioIoHandler.newFactory(SelectorProvider.provider(), () -> select));
        this.select = select;
    }

    /** It has answered what it has read, without another thread. In the event loop. */
    void onServed() {
        select.onServed();
    }
}
