package io.ternmq.broker.request;

import io.ternmq.broker.duplicates.ProducerWindows;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.membership.QueueLocks;
import io.ternmq.broker.network.BusyConnections;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.schedule.DelayedMessage;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.JmsSend;
import io.ternmq.wire.jms.ProducerMark;
import io.ternmq.wire.message.BatchBody;
import io.ternmq.wire.message.Hosts;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.SysFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** SEND_MESSAGE in its three forms, 10, 310 and 320 (PROTOCOL §3A). Checks on the event loop, the rest is the engine's. */
public final class SendHandler implements RequestHandler {
    private final Engine engine;
    private final Topics topics;
    private final Creation creation;
    private final QueueLocks locks;
    private final SendRules rules;
    private final TransactedSends transactedSends;
    private final TemporaryTopics temporaries;
    private final ProducerWindows producers;
    private final SendBudget budget = new SendBudget();
    private final BusyConnections<Connection> busy;

    public SendHandler(Engine engine, Topics topics, Creation creation, QueueLocks locks, SendRules rules,
                       TransactedSends transactedSends, TemporaryTopics temporaries, ProducerWindows producers,
                       BusyConnections<Connection> busy) {
        this.engine = engine;
        this.topics = topics;
        this.creation = creation;
        this.locks = locks;
        this.rules = rules;
        this.transactedSends = transactedSends;
        this.temporaries = temporaries;
        this.producers = producers;
        this.busy = busy;
    }

    @Override
    public void handle(Connection connection, Frame request) {
        SendRequest send = SendRequest.from(request);
        TopicConfig topic = topics.get(send.topic());
        if (topic != null) {
            accept(connection, request, send, topic);
            return;
        }
        if (DestinationNames.isTemporary(send.topic())) {
            accept(connection, request, send, temporaries.require(send.topic()));
            return;
        }
        requireLegal(send.topic());
        TopicConfig planned = creation.planFor(send.topic(), send.defaultTopic(), send.defaultTopicQueueNums());
        if (planned == null) {
            throw TopicNames.isRetry(send.topic())
                ? new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    "the group of " + send.topic() + " does not exist")
                : new RefusedException(ResponseCode.TOPIC_NOT_EXIST,
                    "topic[" + send.topic() + "] not exist, apply first please!");
        }
        creation.create(planned).whenCompleteAsync((created, failure) -> {
            if (failure != null) {
                Failures.answer(connection, request, failure);
            } else {
                Failures.guard(connection, request, () -> accept(connection, request, send, created));
            }
        }, connection.eventLoop());
    }

    private static void requireLegal(String topic) {
        String fault = TopicNames.faultOf(topic);
        if (fault != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, fault);
        }
    }

    private void accept(Connection connection, Frame request, SendRequest send, TopicConfig topic) {
        boolean isOrdered = JmsSend.isOrdered(request.fields());
        if (isOrdered && busy.isBehindARefusal(connection, JmsSend.resumes(request.fields()))) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "system busy: a message before this one is to be sent again");
        }
        try {
            take(connection, request, send, topic);
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

    private void take(Connection connection, Frame request, SendRequest send, TopicConfig topic) {
        requireAllowed(send, topic);
        int bodyBytes = request.body().readableBytes();
        if (bodyBytes > rules.maxMessageBytes()) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL,
                "the body has " + bodyBytes + " bytes (expected: at most maxMessageSize=" + rules.maxMessageBytes() + ")");
        }
        int queueId = send.queueId() >= 0 ? send.queueId()
            : ThreadLocalRandom.current().nextInt(Math.max(1, topic.writeQueueNums()));
        boolean isBatch = send.batch() || send.code() == RequestCode.SEND_BATCH_MESSAGE;
        List<NewMessage> messages;
        try {
            messages = isBatch ? batch(connection, request, send, queueId) : List.of(single(connection, request, send, queueId));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, e.getMessage());
        }
        if (request.fields().getLong("tx", -1) >= 0) {
            transactedSends.hold(connection, request, messages.get(0));
            return;
        }
        JmsSend sender = JmsSend.from(request.fields());
        BooleanSupplier isRepeated = sender.producerSequence() == 0 ? null
            : () -> producers.contains(sender.producerId(), sender.producerSequence());
        SendTask task = new SendTask(connection, request, messages, queueId, level(request, send), budget, isRepeated);
        if (!budget.tryTake(task.weightBytes()) || !submit(connection, task)) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]system busy: too many requests are waiting");
        }
    }

    private boolean submit(Connection connection, SendTask task) {
        boolean isTaken = engine.submit(task, connection.afterReading());
        if (!isTaken) {
            budget.giveBack(task.weightBytes());
        }
        return isTaken;
    }

    private void requireAllowed(SendRequest send, TopicConfig topic) {
        if (!rules.isWritable() || !Topics.isWritable(topic)) {
            throw new RefusedException(ResponseCode.NO_PERMISSION, "the broker or topic[" + send.topic() + "] is not writable");
        }
        if (TopicNames.isClosedToProducers(send.topic())) {
            throw new RefusedException(ResponseCode.NO_PERMISSION,
                "sending message to topic[" + send.topic() + "] is forbidden: it is the broker's own");
        }
        int queues = Math.max(topic.readQueueNums(), topic.writeQueueNums());
        if (send.queueId() >= queues) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                "queueId " + send.queueId() + " of topic[" + send.topic() + "] (expected: below " + queues + ")");
        }
        if (SysFlags.transactionType(send.sysFlag()) != 0) {
            throw new RefusedException(ResponseCode.NO_PERMISSION,
                "sending transaction message is forbidden: this version does not offer RocketMQ's transactions");
        }
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

    private NewMessage single(Connection connection, Frame request, SendRequest send, int queueId) {
        MessageDraft draft = MessageDraft.of(send.topic(), queueId, request.body().nioBuffer(), send.properties())
            .flags(send.flag(), send.sysFlag())
            .born(send.bornTimestamp(), Hosts.encode(connection.remoteAddress()))
            .reconsumeTimes(send.reconsumeTimes());
        if (TopicNames.isRetry(send.topic())) {
            divertToDeadLetters(send, draft);
        }
        removeForeignMark(draft, send.properties());
        String producer = producerMark(request);
        long nowMs = System.currentTimeMillis();
        long deliveryTimeMs = JmsSend.deliveryTimeMs(request.fields());
        if (deliveryTimeMs > send.bornTimestamp()) {
            // By the sender's clock this is how long it is still to wait; the clocks may differ.
            draft.due(nowMs + Math.min(deliveryTimeMs, DelayedMessage.MAX_DUE_MS) - Math.max(0, send.bornTimestamp()), nowMs);
        }
        PropertyScan scan = draft.scan();
        if (scan.needsCare()) {
            if (draft.property(MessageProperties.DELAY) == null) {
                timed(draft, nowMs);
            }
            brand(draft);
            return draft.delayed(rules.levels()).enclose(producer, "").toMessage(rules.storeHost());
        }
        draft.enclose(producer, scan.uniqueKey() != null ? rules.brandMark() : rules.brandMark() + newUniqueKey());
        return draft.toMessage(rules.storeHost(), scan);
    }

    // A message that was received and is sent again is another one.
    private static void removeForeignMark(MessageDraft draft, String properties) {
        if (properties != null && ProducerMark.isClaimed(properties)) {
            draft.removeProperty(ProducerMark.PROPERTY);
        }
    }

    private static String producerMark(Frame request) {
        JmsSend sender = JmsSend.from(request.fields());
        return sender.producerSequence() == 0 ? "" : ProducerMark.of(sender.producerId(), sender.producerSequence());
    }

    private String newUniqueKey() {
        StringBuilder text = new StringBuilder();
        MessageProperties.append(text, MessageProperties.UNIQUE_KEY, rules.uniqueKeys().next());
        return text.toString();
    }

    private void brand(MessageDraft draft) {
        draft.removeProperty(MessageProperties.POP_CK);
        if (draft.property(MessageProperties.MSG_REGION) == null && draft.property(MessageProperties.CLUSTER) == null) {
            draft.append(rules.brandMark());
        }
        if (draft.property(MessageProperties.UNIQUE_KEY) == null) {
            draft.append(newUniqueKey());
        }
    }

    // RocketMQ's timer messages, with their order of precedence (PROTOCOL §8.3), to the ms and without a horizon.
    private static void timed(MessageDraft draft, long nowMs) {
        String seconds = draft.property(MessageProperties.TIMER_DELAY_SEC);
        String delayMs = draft.property(MessageProperties.TIMER_DELAY_MS);
        String deliverMs = draft.property(MessageProperties.TIMER_DELIVER_MS);
        if (seconds != null) {
            draft.due(nowMs + TimeUnit.SECONDS.toMillis(timeOf(MessageProperties.TIMER_DELAY_SEC, seconds)), nowMs);
        } else if (delayMs != null) {
            draft.due(nowMs + timeOf(MessageProperties.TIMER_DELAY_MS, delayMs), nowMs);
        } else if (deliverMs != null) {
            draft.due(timeOf(MessageProperties.TIMER_DELIVER_MS, deliverMs), nowMs);
        }
    }

    private static long timeOf(String property, String text) {
        if (!text.matches("\\d{1,15}")) {
            throw new IllegalArgumentException("property " + property + " is '" + text + "' (expected: a number of at most 15 digits)");
        }
        return Long.parseLong(text);
    }

    // A client whose send-back failed sends the retry itself (PROTOCOL §8.1).
    private void divertToDeadLetters(SendRequest send, MessageDraft draft) {
        String group = TopicNames.groupOf(send.topic());
        GroupConfig settings = creation.obtainGroup(group);
        if (settings == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "subscription group not exist, " + group);
        }
        int maxTimes = send.maxReconsumeTimes() >= 0 ? send.maxReconsumeTimes() : settings.retryMaxTimes();
        // Orderly consumers retry in place; what they send here they have given up.
        if (send.reconsumeTimes() > maxTimes || locks.isAnyLocked(group, System.currentTimeMillis())) {
            creation.createDeadLetterTopic(group);
            draft.to(TopicNames.deadLetterTopicOf(group), 0).property(MessageProperties.DELAY, "0");
        }
    }

    private List<NewMessage> batch(Connection connection, Frame request, SendRequest send, int queueId) {
        if (TopicNames.isRetry(send.topic())) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL,
                "batch request does not support retry group " + send.topic());
        }
        ByteBuffer bytes = request.body().nioBuffer();
        byte[] bornHost = Hosts.encode(connection.remoteAddress());
        List<NewMessage> messages = new ArrayList<>();
        BatchBody elements = new BatchBody(bytes);
        while (elements.next()) {
            ByteBuffer body = bytes.slice(elements.bodyIndex(), elements.bodyLength());
            String properties = new String(elements.properties(), StandardCharsets.UTF_8);
            MessageDraft draft = MessageDraft.of(send.topic(), queueId, body, properties).flags(elements.flag(), send.sysFlag())
                .born(send.bornTimestamp(), bornHost);
            removeForeignMark(draft, properties);
            messages.add(draft.toMessage(rules.storeHost()));
        }
        if (messages.isEmpty()) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, "a batch of no messages");
        }
        return messages;
    }
}
