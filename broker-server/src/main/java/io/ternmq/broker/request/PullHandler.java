package io.ternmq.broker.request;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.fetch.PullReply;
import io.ternmq.wire.command.fetch.PullRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.concurrent.TimeUnit;

/** PULL_MESSAGE and LITE_PULL_MESSAGE (11, 361), with waiting for messages (PROTOCOL §7). */
public final class PullHandler implements RequestHandler {
    /** However long a client is willing to wait, what it left behind is gone after this. */
    private static final long MAX_WAIT_MS = 120_000;

    private final PullChecks checks;
    private final MessageReads reads;
    private final OffsetTable offsets;
    private final BrokerConfig.Pull limits;
    private final HeldPulls heldPulls;

    public PullHandler(PullChecks checks, MessageReads reads, OffsetTable offsets, BrokerConfig.Pull limits, Engine engine) {
        this.checks = checks;
        this.reads = reads;
        this.offsets = offsets;
        this.limits = limits;
        this.heldPulls = new HeldPulls(reads, engine);
    }

    @Override
    public void handle(Connection connection, Frame request) {
        PullRequest pull = PullRequest.from(request);
        PullTarget target = checks.check(pull);
        if (pull.hasCommitOffset() && pull.commitOffset() >= 0) {
            offsets.commit(pull.consumerGroup(), pull.topic(), pull.queueId(), pull.commitOffset());
        }
        new Pulling(connection, request, target).look();
    }

    /** One pull until it is answered. Runs on its connection's event loop, in between on a reader thread. */
    private final class Pulling implements HeldPulls.Held {
        private final Connection connection;
        private final Frame request;
        private final PullTarget target;
        private final PullRequest pull;
        private long offset;
        private long deadlineNs;
        private boolean isAnswered;

        Pulling(Connection connection, Frame request, PullTarget target) {
            this.connection = connection;
            this.request = request;
            this.target = target;
            this.pull = target.pull();
            this.offset = pull.queueOffset();
        }

        void look() {
            QueueIndex queue = reads.queue(pull.topic(), pull.queueId());
            boolean isOutside = queue == null || offset < queue.minOffset() || offset >= queue.maxOffset();
            if (isOutside || reads.isHot(queue, offset)) {
                decide(new PullScan(reads, limits, target, true).run(queue, offset));
            } else {
                reads.onReader(connection, request, () -> {
                    PullResult result = new PullScan(reads, limits, target, false).run(queue, offset);
                    connection.eventLoop().execute(() -> guarded(() -> decide(result)));
                });
            }
        }

        private void decide(PullResult result) {
            boolean mayWait = pull.canSuspend() && limits.longPolling() && pull.suspendTimeoutMillis() > 0;
            boolean isAtEnd = result.code() == ResponseCode.PULL_NOT_FOUND;
            boolean isFruitless = deadlineNs != 0 && result.code() == ResponseCode.PULL_RETRY_IMMEDIATELY;
            if (mayWait && (isAtEnd || isFruitless) && !isOverdue()) {
                await(result);
            } else {
                answer(result);
            }
        }

        private boolean isOverdue() {
            return deadlineNs != 0 && System.nanoTime() >= deadlineNs;
        }

        // What came since and did not match is passed over silently.
        private void await(PullResult result) {
            offset = result.nextOffset();
            if (deadlineNs == 0) {
                long waitMs = Math.min(pull.suspendTimeoutMillis(), MAX_WAIT_MS);
                deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
                connection.eventLoop().schedule(this::onTimeout, waitMs, TimeUnit.MILLISECONDS);
            }
            heldPulls.hold(pull.topic(), pull.queueId(), offset, this);
        }

        @Override
        public void onArrival() {
            connection.eventLoop().execute(() -> guarded(this::look));
        }

        private void onTimeout() {
            heldPulls.release(pull.topic(), pull.queueId(), this);
            guarded(this::look);
        }

        private void guarded(Runnable work) {
            if (isAnswered) {
                return;
            }
            try {
                work.run();
            } catch (RuntimeException e) {
                isAnswered = true;
                Failures.answer(connection, request, e);
            }
        }

        private void answer(PullResult result) {
            if (isAnswered) {
                return;
            }
            isAnswered = true;
            boolean hasMoved = result.code() == ResponseCode.PULL_NOT_FOUND && result.nextOffset() > pull.queueOffset();
            int code = hasMoved ? ResponseCode.PULL_RETRY_IMMEDIATELY : result.code();
            if (!request.isOneway()) {
                Frame response = new PullReply(result.nextOffset(), result.minOffset(), result.maxOffset())
                    .toResponse(request, code, remark(code));
                connection.send(result.messages().isEmpty() ? response : response.body(result.body()));
            }
            request.release();
        }

        private static String remark(int code) {
            return switch (code) {
                case ResponseCode.SUCCESS -> "FOUND";
                case ResponseCode.PULL_NOT_FOUND -> "NO_NEW_MSG";
                case ResponseCode.PULL_RETRY_IMMEDIATELY -> "NO_MATCHED_MESSAGE";
                default -> "OFFSET_ILLEGAL";
            };
        }
    }
}
