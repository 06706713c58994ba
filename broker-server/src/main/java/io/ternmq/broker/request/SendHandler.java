package io.ternmq.broker.request;

import io.ternmq.broker.duplicates.ProducerWindows;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.network.BusyConnections;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.JmsSend;
import io.ternmq.wire.jms.ProducerMark;
import io.ternmq.wire.message.Hosts;
import io.ternmq.wire.message.MessageProperties;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** SEND_MESSAGE in its three forms, 10, 310 and 320 (PROTOCOL §3A). Checks on the event loop, the rest is the engine's. */
public final class SendHandler implements RequestHandler {
    private final Engine engine;
    private final MessageIntake intake;
    private final SendRules rules;
    private final ProducerWindows producers;
    private final SendBudget budget = new SendBudget();
    private final BusyConnections<Connection> busy;

    public SendHandler(Engine engine, MessageIntake intake, ProducerWindows producers, BusyConnections<Connection> busy) {
        this.engine = engine;
        this.intake = intake;
        this.rules = intake.rules();
        this.producers = producers;
        this.busy = busy;
    }

    @Override
    public void handle(Connection connection, Frame request) {
        SendRequest send = SendRequest.from(request);
        if (JmsSend.isPresent(request.fields())) {
            acceptInOrder(connection, request, send);
            return;
        }
        TopicConfig topic = intake.topicOf(send);
        if (topic != null) {
            take(connection, request, send, topic, null);
            return;
        }
        intake.create(send).whenCompleteAsync((created, failure) -> {
            if (failure != null) {
                Failures.answer(connection, request, failure);
            } else {
                Failures.guard(connection, request, () -> take(connection, request, send, created, null));
            }
        }, connection.eventLoop());
    }

    private void acceptInOrder(Connection connection, Frame request, SendRequest send) {
        boolean isOrdered = JmsSend.isOrdered(request.fields());
        if (isOrdered && busy.isBehindARefusal(connection, JmsSend.resumes(request.fields()))) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "system busy: a message before this one is to be sent again");
        }
        try {
            TopicConfig topic = intake.topicOf(send);
            if (topic != null) {
                take(connection, request, send, topic, null);
            } else {
                MessageIntake.NewTopic created = intake.begin(send);
                take(connection, request, send, created.topic(), created.announced());
            }
        } catch (RefusedException e) {
            if (isOrdered && e.code() == ResponseCode.SYSTEM_BUSY && connection.isOpen()) {
                busy.onRefused(connection);
            }
            throw e;
        }
    }

    /** The connection is closed. */
    public void onClosed(Connection connection) {
        busy.onClosed(connection);
    }

    private void take(Connection connection, Frame request, SendRequest send, TopicConfig topic, CompletableFuture<?> announced) {
        intake.requireAllowed(send, topic, request.body().readableBytes());
        JmsSend sender = JmsSend.from(request.fields());
        OptionalInt lane = JmsSend.lane(request.fields());
        int queueId = lane.isPresent() ? MessageIntake.queueOfLane(lane.getAsInt(), topic) : MessageIntake.queueOf(send, topic);
        List<NewMessage> messages;
        try {
            messages = messages(connection, request, send, queueId, sender);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, e.getMessage());
        }
        BooleanSupplier isRepeated = sender.producerSequence() == 0 ? null
            : () -> producers.contains(sender.producerId(), sender.producerSequence());
        SendTask task = new SendTask(connection, request, messages, queueId, level(request, send), budget, isRepeated, announced);
        if (!budget.tryTake(task.weightBytes()) || !submit(connection, task)) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]system busy: too many requests are waiting");
        }
    }

    private List<NewMessage> messages(Connection connection, Frame request, SendRequest send, int queueId, JmsSend sender) {
        ByteBuffer body = request.body().nioBuffer();
        byte[] bornHost = Hosts.encode(connection.remoteAddress());
        if (send.batch() || send.code() == RequestCode.SEND_BATCH_MESSAGE) {
            return intake.batch(send, queueId, body, bornHost);
        }
        String mark = sender.producerSequence() == 0 ? "" : ProducerMark.of(sender.producerId(), sender.producerSequence());
        return List.of(intake.single(send, queueId, body, bornHost, mark, JmsSend.deliveryTimeMs(request.fields())));
    }

    private boolean submit(Connection connection, SendTask task) {
        boolean isTaken = engine.submit(task, connection.afterReading());
        if (!isTaken) {
            budget.giveBack(task.weightBytes());
        }
        return isTaken;
    }

    private Durability level(Frame request, SendRequest send) {
        if (DestinationNames.isTemporary(send.topic())) {
            // No message outlives its destination, which does not outlive the broker: nothing to wait for.
            return Durability.APPENDED;
        }
        if (request.fields().getBoolean("du", false)) {
            return Durability.DURABLE;
        }
        boolean isImpatient = rules.flushLevel() == Durability.DURABLE && send.properties() != null
            && "false".equals(MessageProperties.find(send.properties(), MessageProperties.WAIT));
        return isImpatient ? Durability.APPENDED : rules.flushLevel();
    }
}
