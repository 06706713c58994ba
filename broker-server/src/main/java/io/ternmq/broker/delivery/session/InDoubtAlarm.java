package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.BranchTable;
import io.ternmq.broker.delivery.branch.PreparedBranch;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of prepared branches that have waited long for their transaction manager: nobody else can have their messages, and the log is
 * kept. Of each when its time has come, at most once a minute, and of all once an hour. Those that were there before the broker began get
 * their time again, in which their transaction managers can recover. Engine thread.
 */
final class InDoubtAlarm {

    static final long PATIENCE_MS = TimeUnit.MINUTES.toMillis(10);
    static final long CHECK_INTERVAL_MS = TimeUnit.MINUTES.toMillis(1);
    static final long REPEAT_INTERVAL_MS = TimeUnit.HOURS.toMillis(1);
    private static final Logger LOG = LoggerFactory.getLogger(InDoubtAlarm.class);

    private final BranchTable table;
    private boolean hasBegun;
    private long nextCheckMs;
    /** Whatever was prepared until then has been told. */
    private long toldUntilMs;
    private long nextRepeatMs;

    InDoubtAlarm(BranchTable table) {
        this.table = table;
    }

    long nextTimerMs() {
        return table.prepared().isEmpty() ? Long.MAX_VALUE : nextCheckMs;
    }

    void onTimer(long nowMs) {
        if (nowMs < nextTimerMs()) {
            return;
        }
        nextCheckMs = nowMs + (hasBegun ? CHECK_INTERVAL_MS : PATIENCE_MS);
        if (hasBegun) {
            check(nowMs);
        }
        hasBegun = true;
    }

    private void check(long nowMs) {
        long latestMs = nowMs - PATIENCE_MS;
        List<PreparedBranch> late = table.prepared().values().stream().filter(branch -> branch.preparedMs() <= latestMs).toList();
        boolean hasNews = late.stream().anyMatch(branch -> branch.preparedMs() > toldUntilMs);
        if (hasNews || !late.isEmpty() && nowMs >= nextRepeatMs) {
            toldUntilMs = latestMs;
            nextRepeatMs = nowMs + REPEAT_INTERVAL_MS;
            warn(late);
        }
    }

    private static void warn(List<PreparedBranch> late) {
        PreparedBranch oldest = late.stream().min(Comparator.comparingLong(PreparedBranch::preparedMs)).orElseThrow();
        LOG.warn("Prepared branches of distributed transactions that have waited for more than {} minutes for their transaction manager: {}."
            + " The oldest is {}, prepared at {} by {}. Nobody else can have their messages, and the log is kept. If their transaction"
            + " manager will not recover them, list and end them with InDoubtBranches of the JMS client, from this machine",
            TimeUnit.MILLISECONDS.toMinutes(PATIENCE_MS), late.size(), oldest.id(), Instant.ofEpochMilli(oldest.preparedMs()),
            oldest.origin());
    }
}
