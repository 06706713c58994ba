package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.mapping.OutboundMapping;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Sends messages: to the queue of their lane, when they are due. Any thread; waits for the look-up of a new destination. */
final class Sender {
    private static final String PRODUCER_GROUP = "JMS_PRODUCER";
    private static final String TOPIC_TEMPLATE = "TBW102";
    private static final int NEW_TOPIC_QUEUES = 4;
    private static final String GROUP_ID = "JMSXGroupID";
    // Stored in memory, and not yet as safely as the broker is set up to.
    private static final Set<Integer> STORED = Set.of(ResponseCode.SUCCESS, ResponseCode.FLUSH_DISK_TIMEOUT,
        ResponseCode.FLUSH_SLAVE_TIMEOUT, ResponseCode.SLAVE_NOT_AVAILABLE);

    private final Cluster cluster;
    private final TopicRoutes routes;
    private final Gaps gaps;

    Sender(Cluster cluster, TopicRoutes routes, Gaps gaps) {
        this.cluster = cluster;
        this.routes = routes;
        this.gaps = gaps;
    }

    CompletableFuture<Void> send(OutboundMessage message) {
        try {
            String topic = DestinationNames.topicOf(message.destination().getName());
            return send(message, routes.require(topic));
        } catch (JMSException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> send(OutboundMessage message, TopicRoute route) throws JMSException {
        TopicRoute.QueuePlace queue = route.queueFor(message.lane());
        if (queue == null) {
            throw new InvalidDestinationException(message.destination() + " cannot be written to", JmsErrors.REFUSED);
        }
        if (!route.isFifo() && message.properties().containsKey(GROUP_ID)) {
            gaps.bridge(Gap.MESSAGE_GROUP, "JMSXGroupID of a message to " + message.destination());
        }
        OutboundMapping mapped = OutboundMapping.of(message, timing(message, route));
        SendRequest request = new SendRequest(RequestCode.SEND_MESSAGE_V2, PRODUCER_GROUP, route.topic(), TOPIC_TEMPLATE,
            NEW_TOPIC_QUEUES, queue.queueId(), 0, System.currentTimeMillis(), 0, mapped.properties(), 0, false, -1, false,
            queue.place().brokerName());
        String what = "Sending to " + message.destination();
        boolean isPersistent = message.header().persistent();
        Frame frame = request.toFrame().body(mapped.body());
        return Replies.read(cluster.link(queue.place()).request(frame), what, STORED, Frame::code).thenCompose(code ->
            code == ResponseCode.SUCCESS || !isPersistent ? CompletableFuture.<Void>completedFuture(null)
                : CompletableFuture.failedFuture(notSafe(code, what)))
            .whenComplete((done, failure) -> {
                if (failure != null) {
                    // Queues may have moved.
                    routes.forget(route.topic());
                }
            });
    }

    private Map<String, String> timing(OutboundMessage message, TopicRoute route) throws JMSException {
        return DeliveryTime.properties(message.header().deliveryTimeMs(), System.currentTimeMillis(), route, cluster.capabilities(),
            message.destination());
    }

    private static JMSException notSafe(int code, String what) {
        return JmsErrors.of("RMQ-120", "RMQ-120 " + what + ": the message is stored, and not as safely as the broker is set up for: "
            + (code == ResponseCode.FLUSH_DISK_TIMEOUT ? "its disk was not forced in time" : "it was not replicated in time")
            + " (code " + code + "). It may be delivered all the same.", null);
    }
}
