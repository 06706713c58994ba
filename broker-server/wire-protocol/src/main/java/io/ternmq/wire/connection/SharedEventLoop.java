package io.ternmq.wire.connection;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An event loop that is run by whoever waits for it (leader and followers): a thread that waits for an answer reads it itself, instead
 * of being woken by a thread that was woken by it. "In the event loop" is the thread whose turn it is, so everything else about a
 * Netty event loop holds.
 *
 * <p>The loop's own thread, the driver, runs it while nobody leads and something may come that no thread waits for, or there is much to do.
 * Else, when it has served a waiting thread, it stands back, and the threads that wait have the turn; when none has come for {@link #TICK_NS},
 * or twice that, it takes it again: what comes meanwhile has to wait.
 *
 * <pre>
 * DRIVER --served a waiting thread--> free --await()--> LEADER --its wait is over--> free --> a follower becomes LEADER
 *                                     free --nobody for a tick, much to do, something expected, a task, shutdown--> DRIVER
 * </pre>
 */
final class SharedEventLoop extends SingleThreadIoEventLoop {
    private static final Logger LOG = System.getLogger(SharedEventLoop.class.getName());
    private static final long TICK_NS = TimeUnit.MICROSECONDS.toNanos(500);
    /** A round that takes longer or brings more has more to do than to serve those who wait: reading and what they do are better done at once. */
    private static final long BUSY_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int BUSY_BYTES = 8 << 10;
    /** Rounds of those that serve waiting threads for which the driver stays when it was missed. */
    private static final int STAYED_ROUNDS = 8;
    /** How long threads that it has just served need to ask again, mostly. */
    static final long PATIENCE_US = 50;

    private static final long MAX_TASKS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Object NOT_STARTED = new Object();

    /** The thread that runs the loop; null when it is anyone's. */
    private final AtomicReference<Object> turn = new AtomicReference<>(NOT_STARTED);
    private final Set<Waiter> followers = ConcurrentHashMap.newKeySet();
    /** What the next round does first; nobody is woken for it. */
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    /** How much may come that nobody waits for. */
    private final AtomicInteger expected = new AtomicInteger();
    private volatile Thread driver;
    /** Whether the driver has to take the turn as soon as it is free. */
    private volatile boolean isDriverWanted;
    /** Whether the driver sleeps until the leader wakes it. */
    private volatile boolean isDriverAsleep;

    // Owned by who has the turn; turns may be read by the driver at any time
    private volatile int turns;
    private Waiter leader;
    private boolean hasServed;
    private int bodyBytes;
    private boolean isBusy;
    private int roundsToStay;

    SharedEventLoop(IoEventLoopGroup parent, Executor executor, Patience patience) {
        super(parent, executor, loop -> new SharedSelect(loop, patience));
    }

    /** A thread that waits, until when, and for what. Not a record: each is equal to itself alone. */
    private static final class Waiter implements ForkJoinPool.ManagedBlocker {
        private final Thread thread = Thread.currentThread();
        private final BooleanSupplier isDone;
        private final long deadlineNs;

        Waiter(BooleanSupplier isDone, long timeoutNs) {
            this.isDone = isDone;
            this.deadlineNs = System.nanoTime() + Math.min(timeoutNs, Long.MAX_VALUE / 2);
        }

        boolean isOver() {
            return isDone.getAsBoolean() || deadlineNs - System.nanoTime() <= 0 || thread.isInterrupted();
        }

        @Override
        public boolean isReleasable() {
            return isOver();
        }

        @Override
        public boolean block() {
            LockSupport.parkNanos(this, deadlineNs - System.nanoTime());
            return isOver();
        }
    }

    /**
     * Waits, and runs the loop meanwhile when nobody else does. Returns early when the thread is interrupted, and leaves it so; and at once on
     * the thread that runs the loop.
     *
     * @param isDone asked by any thread, often; who makes it true calls {@link #wake} afterwards
     */
    void await(BooleanSupplier isDone, long timeoutNs) {
        if (inEventLoop()) {
            return;
        }
        var waiter = new Waiter(isDone, timeoutNs);
        if (VirtualThreads.isVirtual(waiter.thread) || waiter.thread instanceof ForkJoinWorkerThread) {
            onlyWait(waiter);
            return;
        }
        boolean hasFollowed = false;
        while (!waiter.isOver()) {
            if (mayLead() && turn.compareAndSet(null, waiter.thread)) {
                lead(waiter);
                return;
            }
            follow(waiter);
            hasFollowed = true;
        }
        if (hasFollowed && turn.get() == null) {
            // Maybe it was this thread that was chosen to lead.
            passOn();
        }
    }

    /** Lets a thread in {@link #await} look again. Any thread. */
    void wake(Thread waiting) {
        if (waiting == Thread.currentThread()) {
            return;
        }
        LockSupport.unpark(waiting);
        if (inEventLoop()) {
            hasServed = true;
            select().onServed();
        } else if (turn.get() == waiting) {
            select().endSleep();
        }
    }

    /** More, or less, may come that nobody waits for: then the driver runs the loop while nobody leads. Any thread. */
    void expect(int more) {
        if (expected.addAndGet(more) > 0 && more > 0 && turn.get() == null) {
            wantDriver();
        }
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return turn.get() == thread;
    }

    @Override
    protected void run() {
        driver = Thread.currentThread();
        turn.set(driver);
        ioHandler().initialize();
        do {
            runOnce();
            if (isBusy) {
                roundsToStay = STAYED_ROUNDS;
            } else if (hasServed && expected.get() <= 0 && !isShuttingDown() && --roundsToStay < 0) {
                standBack();
            }
        } while (!confirmShutdown());
    }

    /** Whether the driver has begun to run. Any thread. */
    boolean isStarted() {
        return turn.get() != NOT_STARTED;
    }

    /** Whether nobody runs the loop at the moment. Any thread. */
    boolean isFree() {
        return turn.get() == null;
    }

    /**
     * Runs a task in the next round, which whoever waits next begins, or the driver after two ticks. Any thread.
     *
     * @return false when somebody has begun to run the loop meanwhile, and may not have seen it
     */
    boolean runLater(Runnable task) {
        later.offer(task);
        return turn.get() == null;
    }

    /** Somebody has put a task, or wants the loop to look at something. Any thread but the one that runs the loop. */
    void onTask() {
        if (turn.get() == null) {
            LockSupport.unpark(driver);
        } else {
            select().endSleep();
        }
    }

    /** Before the loop sleeps: whether it has to look at something first. */
    boolean isLeaderOver() {
        return leader != null && leader.isOver();
    }

    /** Whether an application's thread runs the loop; for who has the turn. */
    boolean isLed() {
        return leader != null;
    }

    /** How long the loop may sleep; for who has the turn. */
    long maxSleepNs() {
        return leader == null ? Long.MAX_VALUE : leader.deadlineNs - System.nanoTime();
    }

    /** A frame has come with a body of so many bytes; in the event loop. */
    void onFrame(int newBodyBytes) {
        bodyBytes += newBodyBytes;
    }

    SharedSelect select() {
        return (SharedSelect) ioHandler();
    }

    private boolean mayLead() {
        return turn.get() == null && !isShuttingDown();
    }

    private void runOnce() {
        hasServed = false;
        bodyBytes = 0;
        for (Runnable task = later.poll(); task != null; task = later.poll()) {
            safeExecute(task);
        }
        runIo();
        if (isShuttingDown() && leader == null) {
            ioHandler().prepareToDestroy();
        }
        // A leader goes home as soon as its wait is over; the driver does the rest.
        runAllTasks(leader == null ? MAX_TASKS_NS : BUSY_NS);
        isBusy = bodyBytes > BUSY_BYTES || System.nanoTime() - select().selectedNs() > BUSY_NS;
    }

    /**
     * A thread on which nobody may depend: a virtual one may lose its carrier at any lock, and a pool of fork and join makes up for one
     * that is blocked. What it waits for is expected.
     */
    private void onlyWait(Waiter waiter) {
        expect(1);
        try {
            ForkJoinPool.managedBlock(waiter);
        } catch (InterruptedException e) {
            // Not by parking, which leaves the thread interrupted.
            waiter.thread.interrupt();
        } finally {
            expect(-1);
        }
    }

    private void lead(Waiter waiter) {
        leader = waiter;
        isBusy = false;
        try {
            while (!waiter.isOver() && !isShuttingDown()) {
                runOnce();
            }
        } finally {
            leave();
        }
    }

    private void leave() {
        leader = null;
        boolean isMuch = isBusy;
        turns++;
        turn.set(null);
        if (isMuch || expected.get() > 0 || pendingTasks() > 0 || isShuttingDown()) {
            wantDriver();
        } else {
            passOn();
            if (isDriverAsleep) {
                LockSupport.unpark(driver);
            }
        }
    }

    private void wantDriver() {
        isDriverWanted = true;
        LockSupport.unpark(driver);
    }

    private void follow(Waiter waiter) {
        followers.add(waiter);
        try {
            while (!waiter.isOver() && !mayLead()) {
                LockSupport.parkNanos(this, waiter.deadlineNs - System.nanoTime());
            }
        } finally {
            followers.remove(waiter);
        }
    }

    private void passOn() {
        for (Waiter follower : followers) {
            if (!follower.isDone.getAsBoolean()) {
                LockSupport.unpark(follower.thread);
                return;
            }
        }
    }

    /** By the driver: leaves the turn to those who wait, until it is needed. */
    private void standBack() {
        isDriverWanted = false;
        roundsToStay = 0;
        turn.set(null);
        passOn();
        int seenTurns = turns;
        while (!takeBack()) {
            LockSupport.parkNanos(this, TICK_NS);
            clearInterruption();
            int now = turns;
            if (now != seenTurns) {
                seenTurns = now;
            } else if (turn.get() != null) {
                sleepWhileLed(now);
            } else if (turn.compareAndSet(null, driver)) {
                return;
            }
        }
    }

    private boolean takeBack() {
        boolean isTaken = isDriverNeeded() && turn.compareAndSet(null, driver);
        if (isTaken) {
            roundsToStay = STAYED_ROUNDS;
        }
        return isTaken;
    }

    private boolean isDriverNeeded() {
        return isDriverWanted || expected.get() > 0 || pendingTasks() > 0 || isShuttingDown();
    }

    /** Nobody has reason to interrupt the driver; an interruption that stays would keep it from sleeping ever again. */
    static void clearInterruption() {
        if (Thread.interrupted()) {
            LOG.log(Level.DEBUG, "The driver of an event loop was interrupted, which means nothing to it");
        }
    }

    /** The same thread has led for a tick: it may do so for hours. */
    private void sleepWhileLed(int ledTurns) {
        isDriverAsleep = true;
        while (turns == ledTurns && turn.get() != null && !isShuttingDown()) {
            LockSupport.park(this);
            clearInterruption();
        }
        isDriverAsleep = false;
    }
}
