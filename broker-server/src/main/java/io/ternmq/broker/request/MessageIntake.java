package io.ternmq.broker.request;

import io.ternmq.broker.membership.QueueLocks;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.schedule.DelayedMessage;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.ProducerMark;
import io.ternmq.wire.message.BatchBody;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.SysFlags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Makes messages to be stored of what producers send: checks it, and completes it with what the broker adds. Any thread; nothing waits. */
public final class MessageIntake {
    /** One, so that nobody's messages overtake another's; which is there as well when somebody else makes the topic in that moment. */
    private static final int NEW_DESTINATION_QUEUES = 1;

    private final Topics topics;
    private final Creation creation;
    private final QueueLocks locks;
    private final SendRules rules;
    private final TemporaryTopics temporaries;

    public MessageIntake(Topics topics, Creation creation, QueueLocks locks, SendRules rules, TemporaryTopics temporaries) {
        this.topics = topics;
        this.creation = creation;
        this.locks = locks;
        this.rules = rules;
        this.temporaries = temporaries;
    }

    SendRules rules() {
        return rules;
    }

    /**
     * The topic that is sent to; null when it has to be {@link #create created} first, or {@link #begin begun}.
     *
     * @throws RefusedException when there is no such temporary destination
     */
    TopicConfig topicOf(SendRequest send) {
        TopicConfig topic = topics.get(send.topic());
        return topic == null && DestinationNames.isTemporary(send.topic()) ? temporaries.require(send.topic()) : topic;
    }

    /**
     * Creates a topic.
     *
     * @return completes on a thread of the engine's choice
     * @throws RefusedException when it cannot be there
     */
    CompletableFuture<TopicConfig> create(SendRequest send) {
        return creation.create(plan(send, send.defaultTopicQueueNums()));
    }

    /**
     * A topic that is there as soon as the engine has done what was submitted to it before.
     *
     * @param topic     as it will be
     * @param announced completes when others can find it, on a thread of the engine's choice
     */
    record NewTopic(TopicConfig topic, CompletableFuture<TopicConfig> announced) {
    }

    /**
     * Begins to create a topic, so that a message may be submitted to the engine at once: nothing that is sent behind it overtakes it.
     *
     * @throws RefusedException when it cannot be there, or the broker is busy
     */
    NewTopic begin(SendRequest send) {
        TopicConfig planned = plan(send, NEW_DESTINATION_QUEUES);
        CompletableFuture<TopicConfig> announced = creation.create(planned);
        if (announced.isCompletedExceptionally()) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]system busy: too many requests are waiting");
        }
        return new NewTopic(planned, announced);
    }

    private TopicConfig plan(SendRequest send, int queues) {
        String fault = TopicNames.faultOf(send.topic());
        if (fault != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, fault);
        }
        TopicConfig planned = creation.planFor(send.topic(), send.defaultTopic(), queues);
        if (planned == null) {
            throw TopicNames.isRetry(send.topic())
                ? new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                    "the group of " + send.topic() + " does not exist")
                : new RefusedException(ResponseCode.TOPIC_NOT_EXIST,
                    "topic[" + send.topic() + "] not exist, apply first please!");
        }
        return planned;
    }

    /** The queue that is sent to; at random when the producer leaves it to the broker. */
    static int queueOf(SendRequest send, TopicConfig topic) {
        return send.queueId() >= 0 ? send.queueId() : ThreadLocalRandom.current().nextInt(Math.max(1, topic.writeQueueNums()));
    }

    /** The queue of all messages of a lane. */
    static int queueOfLane(int lane, TopicConfig topic) {
        return Math.floorMod(lane, Math.max(1, topic.writeQueueNums()));
    }

    /**
     * Checks what a producer may do.
     *
     * @throws RefusedException when it may not send this, or not there
     */
    void requireAllowed(SendRequest send, TopicConfig topic, int bodyBytes) {
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
        if (bodyBytes > rules.maxMessageBytes()) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL,
                "the body has " + bodyBytes + " bytes (expected: at most maxMessageSize=" + rules.maxMessageBytes() + ")");
        }
    }

    /**
     * Completes a single message.
     *
     * @param bornHost       the sender's, encoded
     * @param producerMark   property text that names producer and sequence; empty for none
     * @param deliveryTimeMs JMSDeliveryTime by the clock of the send's born timestamp; 0 for none
     */
    NewMessage single(SendRequest send, int queueId, ByteBuffer body, byte[] bornHost, String producerMark, long deliveryTimeMs) {
        MessageDraft draft = MessageDraft.of(send.topic(), queueId, body, send.properties())
            .flags(send.flag(), send.sysFlag())
            .born(send.bornTimestamp(), bornHost)
            .reconsumeTimes(send.reconsumeTimes());
        if (TopicNames.isRetry(send.topic())) {
            divertToDeadLetters(send, draft);
        }
        removeForeignMark(draft, send.properties());
        long nowMs = System.currentTimeMillis();
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
            return draft.delayed(rules.levels()).enclose(producerMark, "").toMessage(rules.storeHost());
        }
        draft.enclose(producerMark, scan.uniqueKey() != null ? rules.brandMark() : rules.brandMark() + newUniqueKey());
        return draft.toMessage(rules.storeHost(), scan);
    }

    // A message that was received and is sent again is another one.
    private static void removeForeignMark(MessageDraft draft, String properties) {
        if (properties != null && ProducerMark.isClaimed(properties)) {
            draft.removeProperty(ProducerMark.PROPERTY);
        }
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

    /** Completes the messages of a batch. */
    List<NewMessage> batch(SendRequest send, int queueId, ByteBuffer bytes, byte[] bornHost) {
        if (TopicNames.isRetry(send.topic())) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL,
                "batch request does not support retry group " + send.topic());
        }
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
