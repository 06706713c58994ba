package io.ternmq.jms.endtoend.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Campaign;
import io.ternmq.testkit.FaultProxy;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.JavaProcess;
import io.ternmq.testkit.KillableBroker;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills (-9) the application or the broker between two steps of a distributed transaction, which consumes a message, sends one, and
 * writes into a second resource; then lets the transaction manager recover, and looks whether all of it happened, or nothing. Short in
 * the build; everything, in both orders of the resources and at every single frame, with {@code -Pcampaigns}.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class XaCrashTest {
    private static final int FRAMES = 24;
    private static final long LONG_MS = 60_000;

    private enum Victim { CLIENT, BROKER }

    /** A step: a request that is lost, or its answer, or a place in the second resource, where the application waits. */
    private enum Step {
        START(JmsCodes.BRANCH_START, false),
        STARTED(JmsCodes.BRANCH_START, true),
        SEND(JmsCodes.HOLD, false),
        SENT(JmsCodes.HOLD, true),
        PREPARE(JmsCodes.BRANCH_PREPARE, false),
        PREPARED(JmsCodes.BRANCH_PREPARE, true),
        LEDGER_PREPARE(0, false),
        LEDGER_PREPARED(0, false),
        COMMIT(JmsCodes.BRANCH_COMMIT, false),
        COMMITTED(JmsCodes.BRANCH_COMMIT, true),
        LEDGER_COMMIT(0, false),
        LEDGER_COMMITTED(0, false);

        private final int code;
        private final boolean isAnswer;

        Step(int code, boolean isAnswer) {
            this.code = code;
            this.isAnswer = isAnswer;
        }
    }

    /**
     * A transaction with a crash.
     *
     * @param step  where; null for at a frame
     * @param frame which one, counted from the start of the branch; 0 with a step
     */
    private record Case(int number, Victim victim, Step step, int frame, boolean isLedgerFirst) {
        @Override
        public String toString() {
            return number + ": " + victim + " killed at " + (step != null ? step : "frame " + frame)
                + (isLedgerFirst ? ", ledger first" : "");
        }

        String text() {
            return "message-" + number;
        }
    }

    @TempDir
    private Path folder;
    private final List<Case> cases = new ArrayList<>();
    private int brokerPort;
    private int nameServerPort;
    private JavaProcess broker;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws Exception {
        brokerPort = FreePorts.next();
        nameServerPort = FreePorts.next();
        startBroker();
        proxy = new FaultProxy(brokerPort, nameServerPort);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        broker.close();
    }

    private void startBroker() throws Exception {
        broker = new JavaProcess(KillableBroker.class, folder.resolve("store").toString(), Integer.toString(brokerPort),
            Integer.toString(nameServerPort));
        broker.awaitLine(KillableBroker.READY);
    }

    private void add(Victim victim, Step step, int frame, boolean isLedgerFirst) {
        cases.add(new Case(cases.size() + 1, victim, step, frame, isLedgerFirst));
    }

    @Test
    void allOrNothingOfATransactionSurvivesACrash() throws Exception {
        if (!Campaign.isOn()) {
            List.of(Step.SENT, Step.PREPARED, Step.LEDGER_PREPARED, Step.COMMIT)
                .forEach(step -> add(Victim.CLIENT, step, 0, false));
            List.of(Step.START, Step.STARTED, Step.PREPARE, Step.PREPARED, Step.COMMIT, Step.COMMITTED)
                .forEach(step -> add(Victim.BROKER, step, 0, false));
        } else {
            addCampaign();
        }
        putMessages();

        for (Case each : cases) {
            run(each);
        }
        recover();

        try (JMSContext context = direct().createContext()) {
            for (Case each : cases) {
                check(context, each);
            }
        }
    }

    private void addCampaign() {
        for (long seed : Campaign.seeds(1).toArray()) {
            boolean isLedgerFirst = seed % 2 != 0;
            for (Victim victim : Victim.values()) {
                for (Step step : Step.values()) {
                    add(victim, step, 0, isLedgerFirst);
                }
                for (int frame = 1; frame <= FRAMES; frame++) {
                    add(victim, null, frame, isLedgerFirst);
                }
            }
        }
    }

    private TernConnectionFactory direct() {
        return new TernConnectionFactory("127.0.0.1:" + nameServerPort);
    }

    private void putMessages() {
        try (JMSContext context = direct().createContext()) {
            for (Case each : cases) {
                context.createProducer().send(context.createQueue("in-" + each.number), each.text());
            }
        }
    }

    private void run(Case present) throws Exception {
        boolean isInLedger = present.step != null && present.step.code == 0;
        CompletableFuture<Void> reached = isInLedger ? null
            : present.step != null ? proxy.arm(present.step.code, present.step.isAnswer)
            : proxy.armFrame(JmsCodes.BRANCH_START, present.frame);
        try (JavaProcess worker = new JavaProcess(XaWorker.class, "transact", proxy.address(), folder.toString(),
            Integer.toString(present.number), Boolean.toString(present.isLedgerFirst), isInLedger ? present.step.name() : "")) {
            if (isInLedger) {
                worker.awaitLine(XaWorker.AT + present.step);
            } else if (!isReached(reached, worker, present)) {
                proxy.goOn();
                return;
            }
            if (present.victim == Victim.CLIENT) {
                worker.kill();
                proxy.goOn();
                return;
            }
            broker.kill();
            startBroker();
            proxy.goOn();
            if (isInLedger) {
                worker.goOn();
            }
            worker.awaitEnd();
        }
    }

    /** False when the transaction was over before, which only a campaign may find. */
    private boolean isReached(CompletableFuture<Void> reached, JavaProcess worker, Case present) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONG_MS);
        while (System.nanoTime() < deadlineNs) {
            try {
                reached.get(100, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                if (!worker.isAlive()) {
                    assertThat(present.step).as("%s was not reached:%n%s", present, worker.output()).isNull();
                    return reached.isDone();
                }
            } catch (ExecutionException e) {
                throw new AssertionError(present.toString(), e);
            }
        }
        throw new AssertionError(present + " was not reached in time:\n" + worker.output());
    }

    private void recover() throws Exception {
        try (JavaProcess recovery = new JavaProcess(XaWorker.class, "recover", "127.0.0.1:" + nameServerPort, folder.toString())) {
            assertThat(recovery.awaitEnd()).as(recovery.output()).isZero();
        }
    }

    private void check(JMSContext context, Case present) throws JMSException {
        boolean isCommitted = new Ledger(folder.resolve("ledger")).entries().contains(present.text());
        // What a killed application had received comes back when its session ends at the broker.
        long waitMs = isCommitted ? ConsumedMessages.NONE_EXPECTED_MS : LONG_MS;
        ConsumedMessages in = ConsumedMessages.of(context, "in-" + present.number, waitMs);
        ConsumedMessages out = ConsumedMessages.of(context, "out-" + present.number, ConsumedMessages.NONE_EXPECTED_MS);
        assertThat(out.texts()).as("sent in case %s", present).isEqualTo(isCommitted
            ? List.of(present.text(), present.text() + XaWorker.SECOND) : List.of());
        assertThat(in.texts()).as("left in case %s", present).isEqualTo(isCommitted ? List.of() : List.of(present.text()));
        if (present.step != null && !present.isLedgerFirst) {
            assertThat(isCommitted).as("outcome of case %s", present).isEqualTo(isDecided(present));
        }
    }

    /** Whether the decision to commit had been logged, or will be. */
    private static boolean isDecided(Case present) {
        if (present.victim == Victim.CLIENT) {
            return present.step.compareTo(Step.COMMIT) >= 0;
        }
        // Whatever a transaction has received comes back when the broker ends, unless it is prepared there; it starts there when it sends.
        return present.step.compareTo(Step.PREPARED) >= 0;
    }
}
