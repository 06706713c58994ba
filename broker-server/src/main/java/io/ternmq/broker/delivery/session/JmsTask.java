package io.ternmq.broker.delivery.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Completion;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One request on its way through the engine, answered at most once. Made on an event loop, run by the engine. */
final class JmsTask implements EngineTask, Completion {

    /** What the request wants. */
    @FunctionalInterface
    interface Operation {

        /**
         * Does it, or throws a {@link RefusedException} before anything has changed. Engine thread.
         *
         * @return what becomes of the answer
         */
        Answer run(EngineContext engine, JmsTask task);
    }

    /** What becomes of the answer. */
    enum Answer {
        /** Success, with this round's frames. */
        WITH_ROUND,
        /** Whoever took the task answers it. */
        LATER
    }

    private final Connection connection;
    private final Frame request;
    private final int weightBytes;
    private final Operation operation;
    private final Outbox outbox;
    private final CompletableFuture<?> announced;
    private Frame response;
    private boolean hasRun;

    /** @param announced for which a success waits as well; null for nothing */
    JmsTask(Connection connection, Frame request, int weightBytes, Operation operation, Outbox outbox, CompletableFuture<?> announced) {
        this.connection = connection;
        this.request = request;
        this.weightBytes = weightBytes;
        this.operation = operation;
        this.outbox = outbox;
        this.announced = announced;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public int weightBytes() {
        return weightBytes;
    }

    @Override
    public void run(EngineContext engine) {
        hasRun = true;
        try {
            if (operation.run(engine, this) == Answer.WITH_ROUND) {
                answer(fields -> { });
            }
        } catch (RefusedException e) {
            refuse(e.code(), e.getMessage());
        } catch (AppendRefusedException e) {
            refuse(e.responseCode(), e.getMessage());
        }
    }

    /** Puts a success into the outbox. Engine thread. */
    void answer(Consumer<HeaderFields> fields) {
        if (!request.isOneway()) {
            Frame success = request.response(0, null);
            fields.accept(success.fields());
            if (announced == null) {
                outbox.add(connection, success);
            } else {
                sendWhenAnnounced(success);
            }
        }
    }

    /** Sends a success at once. Any thread; the body is taken over. */
    void respond(Consumer<HeaderFields> fields, ByteBuf body) {
        Frame success = request.response(0, null).body(body);
        fields.accept(success.fields());
        connection.send(success);
    }

    /** Puts a refusal into the outbox. Engine thread. */
    void refuse(int code, String remark) {
        if (!request.isOneway()) {
            outbox.add(connection, request.response(code, remark));
        }
    }

    /** Makes this task answer with success when the engine completes it. */
    Completion whenComplete() {
        return whenComplete(fields -> { });
    }

    /** The same with fields. */
    Completion whenComplete(Consumer<HeaderFields> fields) {
        response = request.response(0, null);
        fields.accept(response.fields());
        return this;
    }

    /** Puts a success with a body into the outbox. Engine thread. */
    void answer(ByteBuf body) {
        if (request.isOneway()) {
            body.release();
        } else {
            outbox.add(connection, request.response(0, null).body(body));
        }
    }

    @Override
    public void onFailed(Throwable cause) {
        if (!hasRun) {
            // The engine has ended. No answer makes the client ask again, where the broker starts next.
            connection.close("the broker stops: " + cause.getMessage());
        } else if (!request.isOneway()) {
            connection.send(request.response(ResponseCode.SYSTEM_ERROR, cause.toString()));
        }
    }

    @Override
    public Executor executor() {
        return connection.eventLoop();
    }

    @Override
    public void onComplete() {
        if (!request.isOneway()) {
            sendWhenAnnounced(response);
        }
    }

    private void sendWhenAnnounced(Frame success) {
        if (announced == null) {
            connection.send(success);
        } else {
            announced.whenCompleteAsync((topics, failure) -> connection.send(success), executor());
        }
    }

    @Override
    public void onAborted(Throwable cause) {
        // The outcome is not known: no answer is the truth. The client asks again after it has connected anew.
        connection.close("the broker stops: " + cause.getMessage());
    }
}
