package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.Provider.BrowseRequest;
import io.ternmq.jms.core.Provider.BrowsedPage;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.mapping.StoredMessages;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.fetch.OffsetReply;
import io.ternmq.wire.command.fetch.PullReply;
import io.ternmq.wire.command.fetch.PullRequest;
import io.ternmq.wire.command.fetch.QueueRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.JMSException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks at a queue by reading its topic from the oldest message to the newest of the time when it began. What was acknowledged and is
 * still stored is seen as well: only pops know what is done. On a thread that may wait.
 *
 * <pre>
 * cursor = part (";" part)*     part = brokerName " " queueId " " next " " end      what is still to be read, UTF-8
 * </pre>
 */
final class Browsing {
    private static final Set<Integer> READ = Set.of(ResponseCode.SUCCESS, ResponseCode.PULL_NOT_FOUND,
        ResponseCode.PULL_RETRY_IMMEDIATELY, ResponseCode.PULL_OFFSET_MOVED);

    private final Cluster cluster;
    private final TopicRoutes routes;
    private final Groups groups;
    private final Gaps gaps;
    private final InboundMapping mapping;

    Browsing(Cluster cluster, TopicRoutes routes, Groups groups, Gaps gaps, InboundMapping mapping) {
        this.cluster = cluster;
        this.routes = routes;
        this.groups = groups;
        this.gaps = gaps;
        this.mapping = mapping;
    }

    /** A queue that is not read to its end. */
    private record Part(String brokerName, int queueId, long next, long end) {
        static Part parse(String text) {
            String[] parts = text.split(" ");
            return new Part(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
        }

        @Override
        public String toString() {
            return brokerName + " " + queueId + " " + next + " " + end;
        }
    }

    BrowsedPage browse(BrowseRequest request) throws JMSException {
        String topic = DestinationNames.topicOf(request.queue().getName());
        List<Part> rest = request.cursor().length == 0 ? begin(request, topic) : parse(request.cursor());
        if (rest.isEmpty()) {
            return BrowsedPage.of(List.of(), null);
        }
        Predicate<InboundMessage> isWanted = MessageSelector.parse(request.selector());
        List<InboundMessage> messages = new ArrayList<>();
        Part part = read(rest.get(0), request, topic, message -> {
            boolean isExpired = message.header().expirationMs() > 0 && message.header().expirationMs() <= System.currentTimeMillis();
            return !isExpired && isWanted.test(message);
        }, messages);
        List<Part> next = new ArrayList<>(rest.subList(1, rest.size()));
        if (part.next < part.end) {
            next.add(0, part);
        }
        return BrowsedPage.of(messages, next.isEmpty() ? null : encode(next));
    }

    private static byte[] encode(List<Part> parts) {
        return String.join(";", parts.stream().map(Part::toString).toList()).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Part> parse(byte[] cursor) {
        return List.of(new String(cursor, StandardCharsets.UTF_8).split(";")).stream().map(Part::parse).toList();
    }

    private List<Part> begin(BrowseRequest request, String topic) throws JMSException {
        gaps.bridge(Gap.BROWSER, "Browsing " + request.queue());
        TopicRoute route = routes.require(topic);
        groups.ensure(groupOf(request, topic), route, false);
        List<Part> parts = new ArrayList<>();
        for (TopicRoute.Place place : route.places()) {
            for (int queueId = 0; queueId < place.readQueues(); queueId++) {
                long first = offset(place, RequestCode.GET_MIN_OFFSET, topic, queueId);
                long end = offset(place, RequestCode.GET_MAX_OFFSET, topic, queueId);
                if (first < end) {
                    parts.add(new Part(place.brokerName(), queueId, first, end));
                }
            }
        }
        return parts;
    }

    private static String groupOf(BrowseRequest request, String topic) {
        String group = request.queue().getConsumerGroup();
        return group == null ? DestinationNames.queueGroup(topic) : group;
    }

    private long offset(TopicRoute.Place place, int code, String topic, int queueId) throws JMSException {
        return cluster.ask(cluster.link(place), new QueueRequest(code, topic, queueId).toFrame(), "Browsing " + topic,
            frame -> OffsetReply.from(frame.fields()).offset());
    }

    /** Reads on in a queue; returns what is left of it. */
    private Part read(Part part, BrowseRequest request, String topic, Predicate<InboundMessage> isWanted, List<InboundMessage> messages)
            throws JMSException {
        String what = "Browsing " + request.queue();
        Frame pull = PullRequest.now(groupOf(request, topic), topic, part.queueId, part.next, request.maxMessages()).toFrame();
        PullReply reply = cluster.await(Replies.read(place(topic, part).request(pull), what, READ, frame -> {
            if (frame.code() == ResponseCode.SUCCESS) {
                StoredMessages.forEach(frame.body().nioBuffer(), view -> {
                    InboundMessage message = mapping.map(view, request.queue(), 1 + view.reconsumeTimes());
                    if (view.queueOffset() < part.end && isWanted.test(message)) {
                        messages.add(message);
                    }
                });
            }
            return PullReply.from(frame.fields());
        }), what);
        // Whatever the broker says, it goes on: a queue whose messages are deleted meanwhile begins later.
        return new Part(part.brokerName, part.queueId, Math.max(part.next + 1, reply.nextBeginOffset()), part.end);
    }

    private BrokerLink place(String topic, Part part) throws JMSException {
        for (TopicRoute.Place place : routes.require(topic).places()) {
            if (place.brokerName().equals(part.brokerName)) {
                return cluster.link(place);
            }
        }
        throw JmsErrors.of(JmsErrors.REFUSED, "Broker " + part.brokerName + " does not have " + topic + " any more", null);
    }
}
