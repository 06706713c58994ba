package io.ternmq.broker.request;

import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.send.SendBackRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.message.MessageIds;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * CONSUMER_SEND_MSG_BACK (36): a consumer could not work on a message. It comes again through the group's retry topic after a
 * delay that grows, or goes to its dead letters (PROTOCOL §8.1).
 */
public final class SendBackHandler implements RequestHandler {
    /** Delay level of the first retry. */
    private static final int FIRST_RETRY_LEVEL = 3;

    private final Engine engine;
    private final Creation creation;
    private final MessageReads reads;
    private final SendRules rules;

    public SendBackHandler(Engine engine, Creation creation, MessageReads reads, SendRules rules) {
        this.engine = engine;
        this.creation = creation;
        this.reads = reads;
        this.rules = rules;
    }

    @Override
    public void handle(Connection connection, Frame request) {
        SendBackRequest sendBack = SendBackRequest.from(request.fields());
        GroupConfig group = creation.obtainGroup(sendBack.group());
        if (group == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                "subscription group not exist, " + sendBack.group());
        }
        if (!rules.isWritable()) {
            throw new RefusedException(ResponseCode.NO_PERMISSION, "the broker is not writable");
        }
        reads.onReader(connection, request, () -> sendBack(connection, request, sendBack, group));
    }

    private void sendBack(Connection connection, Frame request, SendBackRequest sendBack, GroupConfig group) {
        ByteBuffer stored = reads.readAt(sendBack.offset());
        if (stored == null) {
            throw new RefusedException(ResponseCode.SYSTEM_ERROR, "look message by offset failed, " + sendBack.offset());
        }
        if (group.retryQueueNums() <= 0) {
            answer(connection, request);
            return;
        }
        MessageDraft draft = retryOf(new MessageView().wrap(stored, 0), sendBack, group);
        boolean isDead = TopicNames.isDeadLetter(draft.topic());
        var topic = isDead ? creation.createDeadLetterTopic(group.groupName()) : creation.createRetryTopic(group);
        topic.thenCompose(created -> engine.call(context ->
                context.append(draft.delayed(rules.levels()).toMessage(rules.storeHost()), Durability.APPENDED)))
            .whenCompleteAsync((appended, failure) -> {
                if (failure == null) {
                    answer(connection, request);
                } else {
                    Failures.answer(connection, request, failure);
                }
            }, connection.eventLoop());
    }

    private static MessageDraft retryOf(MessageView failed, SendBackRequest sendBack, GroupConfig group) {
        MessageDraft draft = MessageDraft.copyOf(failed);
        String originId = MessageIds.offsetId(failed.storeHostBytes(), failed.position());
        if (draft.property(MessageProperties.RETRY_TOPIC) == null) {
            draft.property(MessageProperties.RETRY_TOPIC, failed.topic());
        }
        if (draft.property(MessageProperties.ORIGIN_MESSAGE_ID) == null) {
            draft.property(MessageProperties.ORIGIN_MESSAGE_ID, originId);
        }
        draft.reconsumeTimes(failed.reconsumeTimes() + 1);
        int maxTimes = sendBack.maxReconsumeTimes() >= 0 ? sendBack.maxReconsumeTimes() : group.retryMaxTimes();
        if (failed.reconsumeTimes() >= maxTimes || sendBack.delayLevel() < 0) {
            return draft.to(TopicNames.deadLetterTopicOf(group.groupName()), 0)
                .property(MessageProperties.DLQ_ORIGIN_TOPIC, draft.property(MessageProperties.RETRY_TOPIC))
                .property(MessageProperties.DLQ_ORIGIN_MESSAGE_ID, draft.property(MessageProperties.ORIGIN_MESSAGE_ID))
                .property(MessageProperties.DELAY, "0");
        }
        int level = sendBack.delayLevel() > 0 ? sendBack.delayLevel() : FIRST_RETRY_LEVEL + failed.reconsumeTimes();
        int queueId = ThreadLocalRandom.current().nextInt(Math.max(1, group.retryQueueNums()));
        return draft.to(TopicNames.retryTopicOf(group.groupName()), queueId)
            .property(MessageProperties.DELAY, Integer.toString(level));
    }

    private static void answer(Connection connection, Frame request) {
        if (!request.isOneway()) {
            connection.send(request.response(ResponseCode.SUCCESS, null));
        }
        request.release();
    }
}
