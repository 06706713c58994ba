package io.ternmq.liberty.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills (-9) Open Liberty, the broker, or both, between two steps of a two-phase commit over a database and a queue, or at a commit in one
 * phase; then starts what was killed, waits until nothing is in doubt, and looks whether database and queue agree, and nothing is lost. A
 * few cases in the build; all of them with {@code -Pcampaigns}, or with {@code -Dternmq.matrix.cases=REGEX} those whose
 * {@link CrashCase#id()} matches. {@code -Dternmq.matrix.update=true} writes what was seen into the README's table; otherwise it must be there.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class RecoveryMatrixIT {

    private static final boolean IS_COMPLETE = Integer.getInteger("ternmq.campaign.rounds", 0) > 0;
    private static final String CASES = System.getProperty("ternmq.matrix.cases", IS_COMPLETE ? ".*" : "");
    private static final boolean IS_UPDATE = Boolean.getBoolean("ternmq.matrix.update");
    private static final String LOCKED = "locked";
    private static final String NOT_KNOWN = "not known";
    private static final String ALL_COMMITTED = "all committed";
    private static final String ALL_DELIVERED_AGAIN = "all rolled back, delivered again, committed";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path store;

    private CrashServers servers;

    @Test
    void databaseAndQueueAgreeAfterEachCrash() throws Exception {
        List<CrashCase> cases = CASES.isEmpty() ? CrashCase.few() : CrashCase.matching(Pattern.compile(CASES));
        List<String> rows = new ArrayList<>();
        try (CrashServers started = new CrashServers(store)) {
            servers = started;
            servers.start();
            for (CrashCase each : cases) {
                rows.add(run(each));
                MatrixTable.write(Path.of("target", "recovery-matrix.md"), rows);
            }
            assertThat(servers.queues().in()).as("messages that nobody delivered").isEmpty();
        }
        if (IS_UPDATE) {
            MatrixTable.publish(rows);
        } else {
            assertThat(MatrixTable.published()).as("the README's table; target/recovery-matrix.md is what was seen now").containsAll(rows);
        }
    }

    @Test
    void tableHasARowForEachCase() throws IOException {
        assumeFalse(IS_UPDATE);
        List<String> published = MatrixTable.published();
        assertThat(published).hasSameSizeAs(CrashCase.all());
        assertThat(CrashCase.all()).allMatch(each -> published.stream().anyMatch(each::isRow));
    }

    /** The row of the table. */
    private String run(CrashCase present) throws Exception {
        CompletableFuture<Void> reached = servers.proxy().arm(present.step().code(), present.step().isAnswer(), present.branch());
        String life = servers.life();
        CompletableFuture<String> answer = begin(present);
        try {
            reached.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Not reached: " + present + ", answer " + answer.getNow("none"), e);
        }
        String database = databaseState(present);
        servers.kill(present.victim());
        servers.revive(present.victim());
        String said = said(present, answer);
        return present.row(database, outcome(present, life, said));
    }

    private CompletableFuture<String> begin(CrashCase present) {
        if (present.work() == CrashCase.Work.SEND) {
            return servers.send(present.id(), present.isDatabaseFirst());
        }
        if (present.work() == CrashCase.Work.SEND_ALONE) {
            return servers.send(present.id());
        }
        servers.queues().send(present.work().queueOrNull(), List.of(present.id()));
        return CompletableFuture.completedFuture("sent");
    }

    private String databaseState(CrashCase present) throws JMSException {
        if (present.work().isOnePhase()) {
            assertThat(servers.queues().inDoubt()).as("prepared branches in %s", present).isEmpty();
            return "-";
        }
        if (!servers.inDoubt().isEmpty()) {
            return "prepared";
        }
        List<String> entries = servers.entries(present.id());
        return entries.isEmpty() || entries.contains(LOCKED) ? "open" : "committed";
    }

    /** What the application was told about its transaction; null when its server was killed. */
    private static String said(CrashCase present, CompletableFuture<String> answer) throws InterruptedException, TimeoutException {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (present.victim().isServer()) {
                return null;
            }
            throw new AssertionError(present.toString(), e);
        }
    }

    private String outcome(CrashCase present, String life, String said) throws JMSException {
        await("nothing is in doubt after " + present).atMost(PATIENCE).pollInterval(Duration.ofMillis(500))
                .until(() -> servers.queues().inDoubt().isEmpty() && servers.inDoubt().isEmpty()
                        && !servers.entries(present.id()).contains(LOCKED));
        return switch (present.work()) {
            case SEND -> sendOutcome(present, said);
            case SEND_ALONE -> sendAloneOutcome(present, said);
            case RELAY -> relayOutcome(present, life);
            case RECEIVE, FORWARD -> onePhaseOutcome(present);
        };
    }

    private String sendOutcome(CrashCase present, String said) throws JMSException {
        int entries = servers.entries(present.id()).size();
        assertThat(entries).as("entries after %s", present).isLessThan(2);
        assertThat(count(present)).as("messages after %s, entries: %d, said: %s", present, entries, said).isEqualTo(entries);
        String told = entries == 1 ? "committed" : "rolled back";
        assertThat(said).as("what was said in %s", present).isIn(null, told);
        return "both " + told;
    }

    /** Whoever is told anything is told the truth, or that it is not known. */
    private String sendAloneOutcome(CrashCase present, String said) throws JMSException {
        boolean isCommitted = present.step() == CrashCase.Step.ONE_PHASE_DONE;
        assertThat(count(present)).as("messages after %s, said: %s", present, said).isEqualTo(isCommitted ? 1 : 0);
        String became = isCommitted ? "committed" : "rolled back";
        assertThat(said).as("what was said in %s", present).isIn(null, became, NOT_KNOWN);
        return NOT_KNOWN.equals(said) ? became + "; the application gets `HeuristicMixedException`" : became;
    }

    private String relayOutcome(CrashCase present, String life) throws JMSException {
        await("the message is dealt with after " + present).atMost(PATIENCE).pollInterval(Duration.ofMillis(500))
                .until(() -> !servers.entries(present.id()).isEmpty() && !servers.entries(present.id()).contains(LOCKED)
                        && count(present) > 0);
        List<String> entries = servers.entries(present.id());
        assertThat(entries).as("entries after %s", present).hasSize(1);
        assertThat(count(present)).as("messages after %s", present).isEqualTo(1);
        return entries.get(0).equals(life + " 1") ? ALL_COMMITTED : ALL_DELIVERED_AGAIN;
    }

    /** There is no database to ask, so the bean's attempts tell whether the first one was committed: they are forgotten with their server. */
    private String onePhaseOutcome(CrashCase present) throws JMSException {
        await("the message is consumed after " + present).atMost(PATIENCE).pollInterval(Duration.ofMillis(500))
                .until(() -> servers.unfinished(present.work().queueOrNull()) == 0);
        if (present.work() == CrashCase.Work.FORWARD) {
            assertThat(count(present)).as("messages after %s", present).isEqualTo(1);
        }
        int again = servers.seen(present.id()) - (present.victim().isServer() ? 0 : 1);
        // A commit that has not reached the broker cannot have consumed the message: without another delivery it would be lost
        boolean isCommitted = present.step() == CrashCase.Step.ONE_PHASE_DONE;
        assertThat(again).as("deliveries after the first one in %s", present).isEqualTo(isCommitted ? 0 : 1);
        return isCommitted ? ALL_COMMITTED : ALL_DELIVERED_AGAIN;
    }

    private int count(CrashCase present) throws JMSException {
        return Collections.frequency(servers.queues().out(), present.id());
    }
}
