package io.ternmq.wire.connection;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;

/**
 * The input and output of a {@link SharedEventLoop}: Netty's, except that it may look for more before it sleeps ({@link Patience}), and for how it
 * sleeps. Netty's sleep takes the interruption of the thread for a mistake and clears it, but here it may be an application's thread; and a leader sleeps no longer than it wants to wait.
 */
final class SharedSelect implements IoHandler {
    private final ThreadAwareExecutor loop;
    private final SelectorKeeper keeper = new SelectorKeeper();
    private final IoHandler nio;
    private final Patience patience;
    private volatile boolean isSleeping;
    // Owned by who runs the loop
    private IoHandlerContext context;
    private long selectedNs;

    SharedSelect(ThreadAwareExecutor loop, Patience patience) {
        this.loop = loop;
        this.patience = patience;
        this.nio = NioIoHandler.newFactory(keeper, () -> this::select).newHandler(loop);
    }

    /** When the loop last had something to do. */
    long selectedNs() {
        return selectedNs;
    }

    /** A thread that waited has its answer, and may ask again; by who runs the loop. */
    void onServed() {
        patience.onServed();
    }

    /** Whether who runs the loop sleeps; for tests. Any thread. */
    boolean isSleeping() {
        return isSleeping;
    }

    @Override
    public int run(IoHandlerContext newContext) {
        context = newContext;
        return nio.run(newContext);
    }

    private int select(IntSupplier selectNow, boolean hasTasks) throws Exception {
        // Netty's own look makes its set of ready keys empty, which sleeping adds to.
        int ready = selectNow.get();
        if (ready == 0 && !hasTasks) {
            ready = lookAgain(selectNow);
        }
        if (ready == 0 && !hasTasks) {
            ready = sleep();
        }
        selectedNs = System.nanoTime();
        return ready;
    }

    private int lookAgain(IntSupplier selectNow) throws Exception {
        var shared = (SharedEventLoop) loop;
        while (patience.looksAgain()) {
            // Whoever waits for this processor goes first, it may be the one who asks.
            Thread.yield();
            int ready = selectNow.get();
            if (ready > 0 || !context.canBlock()) {
                patience.onFound();
                return ready;
            }
            if (shared.isLeaderOver()) {
                patience.stop();
                return 0;
            }
        }
        return 0;
    }

    private int sleep() throws IOException {
        isSleeping = true;
        try {
            // Whoever has put something since sees that, or is seen.
            var shared = (SharedEventLoop) loop;
            if (!context.canBlock() || shared.isLeaderOver()) {
                return 0;
            }
            if (!shared.isLed()) {
                SharedEventLoop.clearInterruption();
            }
            long sleepNs = Math.min(context.delayNanos(System.nanoTime()), shared.maxSleepNs());
            return keeper.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(sleepNs + 500_000)));
        } catch (CancelledKeyException e) {
            // As harmless as Netty takes it for: the next look finds the others.
            return 0;
        } finally {
            isSleeping = false;
        }
    }

    @Override
    public void wakeup() {
        if (!loop.isExecutorThread(Thread.currentThread())) {
            ((SharedEventLoop) loop).onTask();
        }
    }

    /** Ends the sleep of who has the turn, when it sleeps. Any thread. */
    void endSleep() {
        if (isSleeping) {
            keeper.selector.wakeup();
        }
    }

    @Override
    public void initialize() {
        nio.initialize();
    }

    @Override
    public void prepareToDestroy() {
        nio.prepareToDestroy();
    }

    @Override
    public void destroy() {
        nio.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return nio.register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return nio.isCompatible(handleType);
    }

    /** Knows the selector that Netty opens, or opens anew. */
    private static final class SelectorKeeper extends SelectorProvider {
        private final SelectorProvider provider = SelectorProvider.provider();
        private volatile Selector selector;

        @Override
        public AbstractSelector openSelector() throws IOException {
            AbstractSelector opened = provider.openSelector();
            selector = opened;
            return opened;
        }

        @Override
        public DatagramChannel openDatagramChannel() throws IOException {
            return provider.openDatagramChannel();
        }

        @Override
        public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
            return provider.openDatagramChannel(family);
        }

        @Override
        public Pipe openPipe() throws IOException {
            return provider.openPipe();
        }

        @Override
        public ServerSocketChannel openServerSocketChannel() throws IOException {
            return provider.openServerSocketChannel();
        }

        @Override
        public SocketChannel openSocketChannel() throws IOException {
            return provider.openSocketChannel();
        }
    }
}
