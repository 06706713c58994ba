package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ternmq.broker.delivery.branch.BranchTable;
import io.ternmq.broker.delivery.branch.PreparedBranch;
import io.ternmq.broker.delivery.branch.PreparedBranch.Undoing;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.TopicMarks;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.jms.RedeliveryTerms;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchWork;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class InDoubtAlarmTest {

    private static final long MINUTE_MS = 60_000;
    private static final long START_MS = 1_700_000_000_000L;

    @TempDir
    Path folder;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private BranchTable table;
    private InDoubtAlarm alarm;
    private long nowMs = START_MS;

    @BeforeEach
    void start() {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().addAppender(log);
        logger().setAdditive(false);
        table = new BranchTable(new LeasedViews(QueueIndexes.open(folder.resolve("queues"), 1000), topic -> 1, new TopicMarks(),
            (position, size) -> null, RedeliveryRules.of(RedeliveryTerms.BROKER_DEFAULT), Integer.MAX_VALUE));
        alarm = new InDoubtAlarm(table);
    }

    @AfterEach
    void stop() {
        logger().setAdditive(true);
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(InDoubtAlarm.class);
    }

    private List<String> warnings() {
        return log.list.stream().filter(event -> event.getLevel() == Level.WARN).map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static BranchId xid(int number) {
        return BranchId.of(5, new byte[] {(byte) number}, new byte[] {1});
    }

    private void prepare(int number) {
        BranchTable.prepared(new PreparedBranch(xid(number), "bean " + number, nowMs, Undoing.PLAIN, List.of(), List.of(), List.of()))
            .forEach(this::apply);
    }

    private void apply(StateChange change) {
        table.apply(change.type(), ByteBuffer.wrap(change.payload()));
    }

    /** As the engine does it: the timer goes off when it wants to. */
    private void pass(long minutes) {
        long endMs = nowMs + minutes * MINUTE_MS;
        while (alarm.nextTimerMs() <= endMs) {
            nowMs = Math.max(nowMs, alarm.nextTimerMs());
            alarm.onTimer(nowMs);
        }
        nowMs = endMs;
    }

    @Test
    void tellsOnceOfABranchThatWaitsLongAndThenEachHour() {
        prepare(1);
        pass(9);
        assertThat(warnings()).isEmpty();

        pass(1);
        assertThat(warnings()).singleElement().asString().contains("more than 10 minutes", ": 1.", xid(1).toString(),
            Instant.ofEpochMilli(START_MS).toString(), "bean 1", "InDoubtBranches");

        pass(59);
        assertThat(warnings()).hasSize(1);
        pass(1);
        assertThat(warnings()).hasSize(2);
        pass(24 * 60);
        assertThat(warnings()).hasSize(26);
    }

    @Test
    void tellsOfEachAtItsTimeAndOfTheOldest() {
        prepare(1);
        pass(5);
        prepare(2);
        prepare(3);

        pass(5);
        assertThat(warnings()).singleElement().asString().contains(": 1.");

        pass(5);
        assertThat(warnings()).hasSize(2).last().asString().contains(": 3.", xid(1).toString()).doesNotContain(xid(2).toString());

        pass(59);
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void saysNothingOfBranchesThatEndInTime() {
        for (int i = 0; i < 60; i++) {
            prepare(i);
            pass(9);
            apply(BranchTable.committed(xid(i)));
        }
        assertThat(alarm.nextTimerMs()).as("no need to look").isEqualTo(Long.MAX_VALUE);
        pass(60);

        assertThat(warnings()).isEmpty();
    }

    @Test
    void givesTransactionManagersTimeToRecoverAfterARestart() {
        prepare(1);
        pass(60);
        assertThat(warnings()).hasSize(1);

        alarm = new InDoubtAlarm(table);
        pass(9);
        assertThat(warnings()).hasSize(1);

        pass(1);
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void theBrokersTimerLetsItLook() {
        try (DeliveryServer server = new DeliveryServer(folder.resolve("store"));
                JmsPeer peer = JmsPeer.connected(server.address(), "application")) {
            server.createTopic("orders", 1);
            peer.run(new StartBranch(peer.epoch(), xid(1), 7, 0, false));
            peer.send("orders", 0, "waits", 7);
            assertThat(peer.run(new PrepareBranch(xid(1), new BranchWork(peer.epoch(), 7, 1, 0)))).isZero();
            server.endPosition();

            server.advance(InDoubtAlarm.PATIENCE_MS + MINUTE_MS);

            await("warning").untilAsserted(() -> assertThat(warnings()).singleElement().asString()
                .contains(xid(1).toString(), "application"));
        }
    }
}
