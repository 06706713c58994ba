package io.ternmq.wire.connection;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.IntSupplier;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.Executor;

/** An event loop with {@link Patience} for peers that ask again as soon as they have their answers. */
final class PatientEventLoop extends SingleThreadIoEventLoop {
    /** About twice what a peer of the same machine needs to be woken by an answer and to ask again. */
    static final long PATIENCE_US = 100;

    private final Patience patience;

    PatientEventLoop(IoEventLoopGroup parent, Executor executor, Patience patience) {
        this(parent, executor, patience, new Select());
    }

    private PatientEventLoop(IoEventLoopGroup parent, Executor executor, Patience patience, Select select) {
        super(parent, executor, NioIoHandler.newFactory(SelectorProvider.provider(), () -> select));
        this.patience = patience;
        select.loop = this;
    }

    /** What Netty asks before it lets the loop sleep. */
    private static final class Select implements SelectStrategy {
        // Set before the loop's thread is started.
        private PatientEventLoop loop;

        @Override
        public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
            if (!hasTasks && !loop.patience.mayLook()) {
                return SELECT;
            }
            // What is there already is no success of looking.
            int ready = selectNow.get();
            return ready > 0 || hasTasks ? ready : loop.lookAgain(selectNow);
        }
    }

    // Timers may wait: Netty's sleep is no more exact than that.
    private int lookAgain(IntSupplier selectNow) throws Exception {
        while (patience.looksAgain()) {
            // Whoever waits for this processor goes first, it may be the one who asks.
            Thread.yield();
            int ready = selectNow.get();
            if (ready > 0 || hasTasks()) {
                patience.onFound();
                return ready;
            }
        }
        return SelectStrategy.SELECT;
    }

    /** What was put off while it read is done, here if no other thread had to: an answer, or the next request, may come soon. In the event loop. */
    void onServed() {
        patience.onServed();
    }
}
