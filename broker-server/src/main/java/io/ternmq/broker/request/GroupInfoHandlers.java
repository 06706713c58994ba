package io.ternmq.broker.request;

import io.ternmq.broker.delivery.session.GroupMember;
import io.ternmq.broker.delivery.session.GroupStanding;
import io.ternmq.broker.delivery.session.JmsDelivery;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.membership.ConsumerGroup;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.membership.Member;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.ConsumeStats;
import io.ternmq.wire.command.group.ConsumeStatsRequest;
import io.ternmq.wire.command.group.ConsumerConnections;
import io.ternmq.wire.command.group.ConsumerConnections.ClientConnection;
import io.ternmq.wire.command.group.ConsumerData;
import io.ternmq.wire.command.group.ConsumerGroupRequest;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.command.route.QueueId;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.Language;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tools ask of a consumer group, native or leased: its members (203) and its progress (208). */
public final class GroupInfoHandlers {
    private final ConsumerGroups consumers;
    private final OffsetTable offsets;
    private final Topics topics;
    private final MessageReads reads;
    private final Engine engine;
    private final JmsDelivery jms;
    private final String brokerName;

    public GroupInfoHandlers(ConsumerGroups consumers, OffsetTable offsets, Topics topics, MessageReads reads, Engine engine,
                             JmsDelivery jms, String brokerName) {
        this.consumers = consumers;
        this.offsets = offsets;
        this.topics = topics;
        this.reads = reads;
        this.engine = engine;
        this.jms = jms;
        this.brokerName = brokerName;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.add(RequestCode.GET_CONSUMER_CONNECTION_LIST, RequestHandler.immediate(this::members));
        dispatcher.add(RequestCode.GET_CONSUME_STATS, this::progress);
    }

    private Frame members(Connection connection, Frame request) {
        String name = ConsumerGroupRequest.from(request).consumerGroup();
        ConsumerGroup group = consumers.get(name);
        List<GroupMember> leased = jms.members().of(name);
        if (group == null && leased.isEmpty()) {
            throw new RefusedException(ResponseCode.CONSUMER_NOT_ONLINE, "the consumer group[" + name + "] not online");
        }
        ConsumerConnections answer = group != null ? nativeMembers(group) : leasedMembers(leased);
        return request.response(ResponseCode.SUCCESS, null).body(answer.toBytes());
    }

    private static ConsumerConnections nativeMembers(ConsumerGroup group) {
        List<ClientConnection> members = group.members().values().stream().map(GroupInfoHandlers::toConnection).toList();
        return new ConsumerConnections(members, group.subscriptions(), group.mode().consumeType(), group.mode().messageModel(),
            group.mode().consumeFromWhere());
    }

    private static ClientConnection toConnection(Member member) {
        return new ClientConnection(member.clientId(), text(member.connection().remoteAddress()),
            Language.name(member.language()), member.version());
    }

    private static ConsumerConnections leasedMembers(List<GroupMember> members) {
        Map<String, SubscriptionData> subscriptions = new LinkedHashMap<>();
        for (GroupMember member : members) {
            boolean isAll = member.selector() == null;
            subscriptions.put(member.topic(), new SubscriptionData(member.topic(),
                isAll ? SubscriptionData.ALL : member.selector(),
                Set.of(), Set.of(), 0, isAll ? SubscriptionData.TAG : SubscriptionData.SQL92, false));
        }
        List<ClientConnection> connections = members.stream().map(member -> new ClientConnection(member.clientId(),
            text(member.address()), Language.name(Language.JAVA), Frame.VERSION)).distinct().toList();
        return new ConsumerConnections(connections, subscriptions, ConsumerData.PASSIVELY, ConsumerData.CLUSTERING,
            ConsumerData.FROM_LAST_OFFSET);
    }

    private static String text(InetSocketAddress address) {
        return address == null ? "" : address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private void progress(Connection connection, Frame request) {
        ConsumeStatsRequest wanted = ConsumeStatsRequest.from(request.fields());
        engine.call(context -> jms.standings(wanted.consumerGroup())).whenCompleteAsync((standings, failure) -> {
            if (failure != null) {
                Failures.answer(connection, request, failure);
            } else {
                Failures.guard(connection, request, () -> reads.onReader(connection, request, () -> {
                    Frame answer = request.response(ResponseCode.SUCCESS, null).body(stats(wanted, standings).toBytes());
                    connection.send(answer);
                    request.release();
                }));
            }
        }, connection.eventLoop());
    }

    private ConsumeStats stats(ConsumeStatsRequest wanted, List<GroupStanding> standings) {
        Map<QueueId, ConsumeStats.Progress> table = new LinkedHashMap<>();
        for (String topic : offsets.topicsOf(wanted.consumerGroup())) {
            TopicConfig config = topics.get(topic);
            for (int id = 0; config != null && id < config.readQueueNums(); id++) {
                long committed = offsets.committed(wanted.consumerGroup(), topic, id);
                QueueIndex queue = reads.queue(topic, id);
                put(table, wanted, topic, id, queue == null ? 0 : queue.maxOffset(), Math.max(0, committed));
            }
        }
        // The committed offsets of a leased group are what it began with; those of a native one are its progress.
        boolean isLeased = jms.members().isLeased(wanted.consumerGroup());
        for (GroupStanding standing : standings) {
            if (isLeased || !table.containsKey(new QueueId(standing.topic(), brokerName, standing.queueId()))) {
                put(table, wanted, standing.topic(), standing.queueId(), standing.maxOffset(),
                    standing.maxOffset() - standing.unfinishedCount());
            }
        }
        return new ConsumeStats(table, 0);
    }

    private void put(Map<QueueId, ConsumeStats.Progress> table, ConsumeStatsRequest wanted, String topic, int queueId,
        long maxOffset,
                     long consumedOffset) {
        if (wanted.topic() == null || wanted.topic().isEmpty() || wanted.topic().equals(topic)) {
            QueueIndex queue = reads.queue(topic, queueId);
            long lastMs = queue == null || consumedOffset == 0 ? 0 : Math.max(0, reads.storeTimestamp(queue, consumedOffset - 1));
            table.put(new QueueId(topic, brokerName, queueId),
                new ConsumeStats.Progress(maxOffset, consumedOffset, consumedOffset, lastMs));
        }
    }
}
