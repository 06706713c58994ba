package io.ternmq.broker.request;

import io.ternmq.broker.engine.Appended;
import io.ternmq.broker.engine.Completion;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.send.SendReply;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.message.MessageIds;
import io.ternmq.wire.message.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * One send on its way: stored by the engine, answered on the connection's event loop when it has reached its level. Owns the
 * request, whose body the messages share, until they are in the log.
 */
final class SendTask implements EngineTask, Completion {
    private static final int ENGINE_OVERHEAD_BYTES = 64;

    private final Connection connection;
    private final Frame request;
    private final List<NewMessage> messages;
    private final int queueId;
    private final Durability level;
    private final SendBudget budget;
    private final int weightBytes;
    private final long[] positions;
    private final BooleanSupplier isRepeated;
    private final CompletableFuture<?> announced;
    private boolean hasRun;
    private boolean isStoredBefore;
    private long queueOffset;

    /**
     * @param queueId as the producer is told; a delayed message goes to another at first
     * @param budget  of which {@link #weightBytes} were taken, given back when the messages are in the log
     * @param isRepeated asked by the engine's thread: whether the message is stored already, since its sender got no answer and sends
     *                it again; null for a sender that does not do that
     * @param announced for which the answer waits as well: that others can find the topic; null for nothing
     */
    SendTask(Connection connection, Frame request, List<NewMessage> messages, int queueId, Durability level, SendBudget budget,
             BooleanSupplier isRepeated, CompletableFuture<?> announced) {
        this.connection = connection;
        this.request = request;
        this.messages = messages;
        this.queueId = queueId;
        this.level = level;
        this.budget = budget;
        this.isRepeated = isRepeated;
        this.announced = announced;
        this.positions = new long[messages.size()];
        int bytes = 0;
        for (NewMessage message : messages) {
            bytes += message.encodedLength() + ENGINE_OVERHEAD_BYTES;
        }
        this.weightBytes = bytes;
    }

    @Override
    public int weightBytes() {
        return weightBytes;
    }

    @Override
    public void run(EngineContext engine) {
        hasRun = true;
        isStoredBefore = isRepeated != null && isRepeated.getAsBoolean();
        for (int i = 0; i < positions.length && !isStoredBefore; i++) {
            Appended appended = engine.append(messages.get(i), level);
            positions[i] = appended.position();
            if (i == 0) {
                queueOffset = appended.queueOffset();
            }
        }
        request.release();
        budget.giveBack(weightBytes);
        if (!request.isOneway()) {
            engine.whenLogged(level, this);
        }
    }

    @Override
    public void onFailed(Throwable cause) {
        budget.giveBack(weightBytes);
        if (isRepeated != null && !hasRun) {
            // The engine has ended. No answer makes the client send again, where the broker starts next.
            connection.close("the broker stops: " + cause.getMessage());
            request.release();
            return;
        }
        Failures.answer(connection, request, cause);
    }

    @Override
    public Executor executor() {
        return connection.eventLoop();
    }

    @Override
    public void onComplete() {
        if (announced == null) {
            answer();
        } else {
            announced.whenCompleteAsync((topic, failure) -> answer(), executor());
        }
    }

    private void answer() {
        if (isStoredBefore) {
            connection.send(request.response(ResponseCode.SUCCESS, null));
            return;
        }
        NewMessage first = messages.get(0);
        String transactionId = positions.length > 1 ? null
            : MessageProperties.find(new String(first.properties(), StandardCharsets.ISO_8859_1), MessageProperties.UNIQUE_KEY);
        connection.send(new SendReply(ids(first.storeHost()), queueId, queueOffset, transactionId).toResponse(request));
    }

    private String ids(byte[] storeHost) {
        if (positions.length == 1) {
            return MessageIds.offsetId(storeHost, positions[0]);
        }
        StringBuilder ids = new StringBuilder(positions.length * 33);
        for (long position : positions) {
            ids.append(ids.isEmpty() ? "" : ",").append(MessageIds.offsetId(storeHost, position));
        }
        return ids.toString();
    }

    @Override
    public void onAborted(Throwable cause) {
        // Stored or not: the producer must not read a refusal out of this, so it gets what makes it try again.
        if (isRepeated != null) {
            connection.close("the broker stops: " + cause.getMessage());
            return;
        }
        connection.send(request.response(ResponseCode.SERVICE_NOT_AVAILABLE, "the broker stops: " + cause.getMessage()));
    }
}
