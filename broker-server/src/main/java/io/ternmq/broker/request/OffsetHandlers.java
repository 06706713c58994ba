package io.ternmq.broker.request;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.fetch.OffsetReply;
import io.ternmq.wire.command.fetch.QueryOffsetRequest;
import io.ternmq.wire.command.fetch.QueueRequest;
import io.ternmq.wire.command.fetch.SearchOffsetRequest;
import io.ternmq.wire.command.fetch.TimestampReply;
import io.ternmq.wire.command.fetch.UpdateOffsetRequest;
import io.ternmq.wire.command.fetch.ViewMessageRequest;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;

/** Where groups stand and where queues begin and end: codes 14, 15, 29 to 33 (PROTOCOL §3B). */
public final class OffsetHandlers {
    private final Topics topics;
    private final Creation creation;
    private final OffsetTable offsets;
    private final MessageReads reads;
    private final GroupKinds kinds;

    public OffsetHandlers(Topics topics, Creation creation, OffsetTable offsets, MessageReads reads, GroupKinds kinds) {
        this.topics = topics;
        this.creation = creation;
        this.offsets = offsets;
        this.reads = reads;
        this.kinds = kinds;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.add(RequestCode.QUERY_CONSUMER_OFFSET, this::queryCommitted);
        dispatcher.add(RequestCode.UPDATE_CONSUMER_OFFSET, RequestHandler.immediate(this::commit));
        dispatcher.add(RequestCode.GET_MAX_OFFSET, RequestHandler.immediate(this::max));
        dispatcher.add(RequestCode.GET_MIN_OFFSET, RequestHandler.immediate(this::min));
        dispatcher.add(RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, this::search);
        dispatcher.add(RequestCode.GET_EARLIEST_MSG_STORETIME, this::earliest);
        dispatcher.add(RequestCode.VIEW_MESSAGE_BY_ID, this::view);
    }

    private void queryCommitted(Connection connection, Frame request) {
        QueryOffsetRequest query = QueryOffsetRequest.from(request.fields());
        long committed = offsets.committed(query.consumerGroup(), query.topic(), query.queueId());
        if (committed >= 0) {
            reply(connection, request, new OffsetReply(committed).toResponse(request));
            return;
        }
        QueueIndex queue = reads.queue(query.topic(), query.queueId());
        Runnable decide = () -> {
            // A group that is new to a young queue begins at its beginning, whatever it says of first and last.
            boolean isYoung = queue == null || queue.minOffset() <= 0 && reads.isHot(reads.positionAt(queue, 0));
            if (!query.setZeroIfNotFound() || !isYoung) {
                throw new RefusedException(ResponseCode.QUERY_NOT_FOUND,
                    "Not found, do not set to zero, maybe this group boot first");
            }
            reply(connection, request, new OffsetReply(0).toResponse(request));
        };
        if (reads.isHot(queue, 0)) {
            decide.run();
        } else {
            reads.onReader(connection, request, decide);
        }
    }

    private Frame commit(Connection connection, Frame request) {
        UpdateOffsetRequest update = UpdateOffsetRequest.from(request.fields());
        if (creation.obtainGroup(update.consumerGroup()) == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
                "Group " + update.consumerGroup() + " not exist!");
        }
        requireQueue(update.topic(), update.queueId());
        kinds.requireNative(update.consumerGroup());
        if (update.commitOffset() < 0) {
            throw new RefusedException(ResponseCode.SYSTEM_ERROR, "offset " + update.commitOffset() + " (expected: at least 0)");
        }
        offsets.commit(update.consumerGroup(), update.topic(), update.queueId(), update.commitOffset());
        return request.response(ResponseCode.SUCCESS, null);
    }

    // Offsets stay for good. A topic that has fewer queues than it had is still read to the end.
    private void requireQueue(String name, int queueId) {
        TopicConfig topic = topics.get(name);
        if (topic == null) {
            throw new RefusedException(ResponseCode.TOPIC_NOT_EXIST, "Topic " + name + " not exist!");
        }
        int queues = Math.max(topic.readQueueNums(), topic.writeQueueNums());
        if (queueId < 0 || queueId >= queues && reads.queue(name, queueId) == null) {
            throw new RefusedException(ResponseCode.SYSTEM_ERROR,
                "queueId " + queueId + " of topic " + name + " (expected: 0 to " + (queues - 1) + ")");
        }
    }

    private Frame max(Connection connection, Frame request) {
        QueueIndex queue = queueOf(QueueRequest.from(request));
        return new OffsetReply(queue == null ? 0 : queue.maxOffset()).toResponse(request);
    }

    private Frame min(Connection connection, Frame request) {
        QueueIndex queue = queueOf(QueueRequest.from(request));
        return new OffsetReply(queue == null ? 0 : queue.minOffset()).toResponse(request);
    }

    private QueueIndex queueOf(QueueRequest wanted) {
        return reads.queue(wanted.topic(), wanted.queueId());
    }

    private void search(Connection connection, Frame request) {
        SearchOffsetRequest search = SearchOffsetRequest.from(request.fields());
        QueueIndex queue = reads.queue(search.topic(), search.queueId());
        reads.onReader(connection, request, () -> {
            long offset = queue == null ? 0 : new TimeSearch(reads, queue).offsetAt(search.timestamp(), search.isUpper());
            reply(connection, request, new OffsetReply(offset).toResponse(request));
        });
    }

    private void earliest(Connection connection, Frame request) {
        QueueIndex queue = queueOf(QueueRequest.from(request));
        reads.onReader(connection, request, () -> reply(connection, request,
            new TimestampReply(queue == null ? -1 : reads.storeTimestamp(queue, queue.minOffset())).toResponse(request)));
    }

    private void view(Connection connection, Frame request) {
        ViewMessageRequest view = ViewMessageRequest.from(request.fields());
        reads.onReader(connection, request, () -> {
            ByteBuffer stored = reads.readAt(view.offset());
            // The broker's own records are no messages of anybody.
            if (stored == null || topics.get(new MessageView().wrap(stored, 0).topic()) == null) {
                throw new RefusedException(ResponseCode.SYSTEM_ERROR, "can not find message by the offset, " + view.offset());
            }
            byte[] copy = new byte[stored.remaining()];
            stored.duplicate().get(copy);
            reply(connection, request, request.response(ResponseCode.SUCCESS, null).body(copy));
        });
    }

    private static void reply(Connection connection, Frame request, Frame response) {
        if (request.isOneway()) {
            response.release();
        } else {
            connection.send(response);
        }
        request.release();
    }
}
