package io.ternmq.broker.request;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.network.Failures;
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
import java.util.List;
import java.util.function.Consumer;

/** Takes messages that come with a request of a transaction, which are checked like any that are sent. */
public final class HeldMessages {
    private static final String PRODUCER_GROUP = "JMS_PRODUCER";
    private static final String TOPIC_TEMPLATE = "TBW102";
    private static final int NEW_TOPIC_QUEUES = 4;

    private final MessageIntake intake;

    public HeldMessages(MessageIntake intake) {
        this.intake = intake;
    }

    /**
     * Takes them out of the request's body, in which the rest is left. Event loop.
     *
     * @param next goes on with the messages, whose bodies are copies: at once, or on the event loop when a topic had to be created
     * @throws RefusedException when one of them cannot be taken
     */
    public void take(Connection connection, Frame request, Consumer<List<NewMessage>> next) {
        HeldSends sends = HeldSends.from(request.fields());
        take(connection, request, sends, HeldMessage.decode(cutOff(request.body(), sends.lengthBytes())), next);
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

    private void take(Connection connection, Frame request, HeldSends sends, List<HeldMessage> messages,
            Consumer<List<NewMessage>> next) {
        List<NewMessage> complete = new ArrayList<>(messages.size());
        byte[] bornHost = Hosts.encode(connection.remoteAddress());
        for (HeldMessage message : messages) {
            SendRequest send = new SendRequest(RequestCode.SEND_MESSAGE_V2, PRODUCER_GROUP, message.topic(), TOPIC_TEMPLATE,
                NEW_TOPIC_QUEUES, message.queueId(), 0, sends.bornTimestampMs(), 0, message.properties(), 0, false, -1, false, null);
            TopicConfig topic = intake.topicOf(send);
            if (topic == null) {
                // Rare; then it is looked at from the first again.
                intake.create(send).whenCompleteAsync((created, failure) -> {
                    if (failure != null) {
                        Failures.answer(connection, request, failure);
                    } else {
                        Failures.guard(connection, request, () -> take(connection, request, sends, messages, next));
                    }
                }, connection.eventLoop());
                return;
            }
            complete.add(complete(send, topic, message, bornHost, ProducerMark.of(sends.producerId(),
                sends.firstSequence() + complete.size())));
        }
        next.accept(complete);
    }

    private NewMessage complete(SendRequest send, TopicConfig topic, HeldMessage message, byte[] bornHost, String producerMark) {
        intake.requireAllowed(send, topic, message.body().remaining());
        try {
            return intake.single(send, MessageIntake.queueOf(send, topic), message.body(), bornHost, producerMark,
                message.deliveryTimeMs());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, e.getMessage());
        }
    }
}
