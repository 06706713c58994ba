package io.ternmq.broker.request;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.membership.Member;
import io.ternmq.broker.membership.ProducerGroups;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.Groups;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.group.ConsumerConnections.ClientConnection;
import io.ternmq.wire.command.group.DeleteGroupRequest;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.group.GroupTable;
import io.ternmq.wire.command.group.GroupTableReply;
import io.ternmq.wire.command.route.TopicList;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.Language;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Groups for tools: codes 200, 201, 204, 207, 300, 343, 352 (PROTOCOL §3C). */
public final class GroupAdminHandlers {
    private final Engine engine;
    private final Groups groups;
    private final Creation creation;
    private final ConsumerGroups consumers;
    private final ProducerGroups producers;
    private final OffsetTable offsets;

    public GroupAdminHandlers(Engine engine, Groups groups, Creation creation, ConsumerGroups consumers, ProducerGroups producers,
                              OffsetTable offsets) {
        this.engine = engine;
        this.groups = groups;
        this.creation = creation;
        this.consumers = consumers;
        this.producers = producers;
        this.offsets = offsets;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.addGuarded(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, this::put);
        dispatcher.addGuarded(RequestCode.DELETE_SUBSCRIPTIONGROUP, this::delete);
        dispatcher.add(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, RequestHandler.immediate(this::all));
        dispatcher.add(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, RequestHandler.immediate(this::get));
        dispatcher.add(RequestCode.GET_PRODUCER_CONNECTION_LIST, RequestHandler.immediate(this::producersOf));
        dispatcher.add(RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, RequestHandler.immediate(this::groupsOfTopic));
        dispatcher.add(RequestCode.QUERY_TOPICS_BY_CONSUMER, RequestHandler.immediate(this::topicsOfGroup));
    }

    private void put(Connection connection, Frame request) {
        GroupConfig group = GroupConfig.read(request.body());
        String fault = TopicNames.faultOfGroup(group.groupName());
        if (fault != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, fault);
        }
        if (group.retryQueueNums() > TopicAdminHandlers.MAX_QUEUES) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "retryQueueNums is " + group.retryQueueNums()
                + " (expected: at most " + TopicAdminHandlers.MAX_QUEUES + ")");
        }
        answer(connection, request, creation.putGroup(group));
    }

    private void delete(Connection connection, Frame request) {
        DeleteGroupRequest deletion = DeleteGroupRequest.from(request.fields());
        CompletableFuture<Void> done = engine.call(context -> {
            context.change(Groups.delete(deletion.groupName(), context.nowMs()));
            if (deletion.cleanOffset()) {
                context.change(OffsetTable.removeGroup(deletion.groupName()));
            }
            return null;
        });
        answer(connection, request, done);
    }

    private static void answer(Connection connection, Frame request, CompletableFuture<?> change) {
        change.whenCompleteAsync((done, failure) -> {
            if (failure != null) {
                Failures.answer(connection, request, failure);
            } else {
                connection.send(request.response(ResponseCode.SUCCESS, null));
                request.release();
            }
        }, connection.eventLoop());
    }

    private Frame all(Connection connection, Frame request) {
        Map<String, GroupConfig> table = new TreeMap<>();
        groups.all().forEach(group -> table.put(group.groupName(), group));
        return new GroupTableReply(table.size()).toResponse(request).body(new GroupTable(table, groups.version()).toBytes());
    }

    private Frame get(Connection connection, Frame request) {
        String name = request.fields().require("group");
        GroupConfig group = groups.get(name);
        if (group == null) {
            throw new RefusedException(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "No group in this broker. group: " + name);
        }
        return request.response(ResponseCode.SUCCESS, null).body(group.toBytes());
    }

    private Frame producersOf(Connection connection, Frame request) {
        String name = request.fields().require("producerGroup");
        Collection<Member> members = producers.members(name);
        if (members.isEmpty()) {
            throw new RefusedException(ResponseCode.SYSTEM_ERROR, "the producer group[" + name + "] not exist");
        }
        List<ClientConnection> connections = members.stream().map(GroupAdminHandlers::toConnection).toList();
        return request.response(ResponseCode.SUCCESS, null)
            .body(JSONObject.of("connectionSet", JsonBody.array(connections)).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ClientConnection toConnection(Member member) {
        var address = member.connection().remoteAddress();
        return new ClientConnection(member.clientId(), address.getAddress().getHostAddress() + ":" + address.getPort(),
            Language.name(member.language()), member.version());
    }

    private Frame groupsOfTopic(Connection connection, Frame request) {
        String topic = request.fields().require("topic");
        TreeSet<String> names = new TreeSet<>(offsets.groupsOf(topic));
        consumers.all().stream().filter(group -> group.subscription(topic) != null).forEach(group -> names.add(group.name()));
        return request.response(ResponseCode.SUCCESS, null)
            .body(JSONObject.of("groupList", new JSONArray(names)).toString().getBytes(StandardCharsets.UTF_8));
    }

    private Frame topicsOfGroup(Connection connection, Frame request) {
        Set<String> topics = new TreeSet<>(offsets.topicsOf(request.fields().require("group")));
        return request.response(ResponseCode.SUCCESS, null).body(new TopicList(topics).toBytes());
    }
}
