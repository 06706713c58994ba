package io.ternmq.broker.request;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.delivery.session.HeldSendIntake;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.ProducerMark;
import io.ternmq.wire.message.Hosts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Takes messages that come with a request of a transaction, which are checked like any that are sent. */
public final class HeldMessages {
    private static final String PRODUCER_GROUP = "JMS_PRODUCER";
    private static final String TOPIC_TEMPLATE = "TBW102";

    private final MessageIntake intake;

    public HeldMessages(MessageIntake intake) {
        this.intake = intake;
    }

    /**
     * Takes them out of the request's body, in which the rest is left. Topics that are missing will be there for what is submitted to the
     * engine from now on. Event loop.
     *
     * @throws RefusedException when one of them cannot be taken
     */
    public HeldSendIntake.Taken take(Connection connection, Frame request) {
        HeldSends sends = HeldSends.from(request.fields());
        List<HeldMessage> messages = HeldMessage.decode(cutOff(request.body(), sends.lengthBytes()));
        List<NewMessage> complete = new ArrayList<>(messages.size());
        byte[] bornHost = Hosts.encode(connection.remoteAddress());
        Map<String, MessageIntake.NewTopic> begun = new HashMap<>();
        for (HeldMessage message : messages) {
            SendRequest send = new SendRequest(RequestCode.SEND_MESSAGE_V2, PRODUCER_GROUP, message.topic(), TOPIC_TEMPLATE,
                0, -1, 0, sends.bornTimestampMs(), 0, message.properties(), 0, false, -1, false, null);
            complete.add(complete(send, topicOf(send, begun), message, bornHost,
                ProducerMark.of(sends.producerId(), sends.firstSequence() + complete.size())));
        }
        return new HeldSendIntake.Taken(complete, begun.isEmpty() ? null : CompletableFuture.allOf(
            begun.values().stream().map(MessageIntake.NewTopic::announced).toArray(CompletableFuture[]::new)));
    }

    // Copied: the request's body belongs to the socket's buffers, which must not be kept until some commit.
    private static ByteBuffer cutOff(ByteBuf body, int lengthBytes) {
        if (lengthBytes > body.readableBytes()) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "messages of " + lengthBytes + " bytes (expected: at most "
                + body.readableBytes() + ", which the body has)");
        }
        byte[] messages = new byte[lengthBytes];
        body.getBytes(body.writerIndex() - lengthBytes, messages);
        body.writerIndex(body.writerIndex() - lengthBytes);
        return ByteBuffer.wrap(messages);
    }

    private TopicConfig topicOf(SendRequest send, Map<String, MessageIntake.NewTopic> begun) {
        TopicConfig existing = intake.topicOf(send);
        return existing != null ? existing : begun.computeIfAbsent(send.topic(), topic -> intake.begin(send)).topic();
    }

    private NewMessage complete(SendRequest send, TopicConfig topic, HeldMessage message, byte[] bornHost, String producerMark) {
        intake.requireAllowed(send, topic, message.body().remaining());
        try {
            return intake.single(send, MessageIntake.queueOfLane(message.lane(), topic), message.body(), bornHost, producerMark,
                message.deliveryTimeMs());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, e.getMessage());
        }
    }
}
