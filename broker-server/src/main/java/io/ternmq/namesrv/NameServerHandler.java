package io.ternmq.namesrv;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBufUtil;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every request of a name server. Runs on its single event loop, which thereby owns all state. */
final class NameServerHandler implements FrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(NameServerHandler.class);
    private static final long EXPIRY_CHECK_INTERVAL_MS = 5_000;
    /** Codes that change what clients are told; from other machines only when allowed (DESIGN §8). */
    private static final Set<Integer> CHANGING = Set.of(RequestCode.PUT_KV_CONFIG, RequestCode.DELETE_KV_CONFIG,
        RequestCode.WIPE_WRITE_PERM_OF_BROKER, RequestCode.ADD_WRITE_PERM_OF_BROKER, RequestCode.DELETE_TOPIC_IN_NAMESRV,
        RequestCode.REGISTER_TOPIC_IN_NAMESRV, RequestCode.UPDATE_NAMESRV_CONFIG);

    private final RouteTable routes;
    private final KeyValues keyValues;
    private final RouteAnswers answers;
    private final BrokerRequests brokerRequests;
    private final boolean allowAnonymousAdmin;
    private final Clock clock;
    private long nextExpiryCheckMs;

    NameServerHandler(KeyValues keyValues, boolean allowAnonymousAdmin, Clock clock) {
        this.routes = new RouteTable();
        this.keyValues = keyValues;
        this.answers = new RouteAnswers(routes, keyValues);
        this.brokerRequests = new BrokerRequests(routes, keyValues, answers, clock);
        this.allowAnonymousAdmin = allowAnonymousAdmin;
        this.clock = clock;
    }

    @Override
    public void onRequest(Connection connection, Frame request) {
        Frame response;
        try {
            dropSilentBrokers();
            response = answer(connection, request);
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.warn("request {} of {} failed: {}", request.code(), connection.remoteAddress(), e.toString());
            response = request.response(ResponseCode.SYSTEM_ERROR, e.getMessage());
        }
        if (response != null && !request.isOneway()) {
            connection.send(response);
        }
        request.release();
    }

    @Override
    public void onClose(Connection connection) {
        routes.dropChannel(connection);
    }

    // Looked at when somebody asks: nobody else can see the difference.
    private void dropSilentBrokers() {
        long nowMs = clock.millis();
        if (nowMs >= nextExpiryCheckMs) {
            nextExpiryCheckMs = nowMs + EXPIRY_CHECK_INTERVAL_MS;
            routes.dropExpired(nowMs);
        }
    }

    private Frame answer(Connection connection, Frame request) {
        if (CHANGING.contains(request.code()) && !mayChange(connection)) {
            return request.response(ResponseCode.NO_PERMISSION, "request " + request.code()
                + " is answered to this machine only; allowAnonymousAdmin=true at the name server opens it");
        }
        return switch (request.code()) {
            case RequestCode.REGISTER_BROKER -> brokerRequests.register(connection, request);
            case RequestCode.UNREGISTER_BROKER -> brokerRequests.unregister(request);
            case RequestCode.QUERY_DATA_VERSION -> brokerRequests.queryVersion(request);
            case RequestCode.BROKER_HEARTBEAT -> {
                brokerRequests.heartbeat(request);
                yield request.response(ResponseCode.SUCCESS, null);
            }
            case RequestCode.GET_ROUTEINFO_BY_TOPIC -> topicRoute(request);
            default -> answerTool(request);
        };
    }

    private boolean mayChange(Connection connection) {
        InetAddress peer = connection.remoteAddress().getAddress();
        return allowAnonymousAdmin || peer.isLoopbackAddress() || peer.equals(connection.localAddress().getAddress());
    }

    private Frame topicRoute(Frame request) {
        String topic = request.fields().require("topic");
        byte[] route = answers.topicRoute(topic);
        return route == null
            ? request.response(ResponseCode.TOPIC_NOT_EXIST, "No topic route info in name server for the topic: " + topic)
            : success(request, route);
    }

    private Frame answerTool(Frame request) {
        HeaderFields fields = request.fields();
        return switch (request.code()) {
            case RequestCode.GET_BROKER_CLUSTER_INFO -> success(request, answers.clusterInfo());
            case RequestCode.GET_BROKER_MEMBER_GROUP ->
                success(request, answers.memberGroup(fields.get("clusterName"), fields.require("brokerName")));
            case RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER -> success(request, answers.topicList(routes.topicNames()));
            case RequestCode.GET_TOPICS_BY_CLUSTER ->
                success(request, answers.topicList(routes.topicsOfCluster(fields.require("cluster"))));
            case RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS -> success(request, answers.systemTopics());
            case RequestCode.GET_UNIT_TOPIC_LIST, RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST,
                 RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST -> success(request, answers.topicList(List.of()));
            case RequestCode.DELETE_TOPIC_IN_NAMESRV -> deleteTopic(request);
            case RequestCode.REGISTER_TOPIC_IN_NAMESRV -> registerTopic(request);
            case RequestCode.WIPE_WRITE_PERM_OF_BROKER ->
                counted(request, "wipeTopicCount", routes.wipeWrite(fields.require("brokerName")));
            case RequestCode.ADD_WRITE_PERM_OF_BROKER ->
                counted(request, "addTopicCount", routes.addWrite(fields.require("brokerName")));
            default -> answerKeyValue(request);
        };
    }

    private Frame answerKeyValue(Frame request) {
        HeaderFields fields = request.fields();
        switch (request.code()) {
            case RequestCode.PUT_KV_CONFIG -> {
                keyValues.put(fields.require("namespace"), fields.require("key"), fields.require("value"));
                return request.response(ResponseCode.SUCCESS, null);
            }
            case RequestCode.GET_KV_CONFIG -> {
                String value = keyValues.get(fields.require("namespace"), fields.require("key"));
                return value == null ? notFound(request, "key " + fields.get("key")) : withValue(request, value);
            }
            case RequestCode.DELETE_KV_CONFIG -> {
                keyValues.remove(fields.require("namespace"), fields.require("key"));
                return request.response(ResponseCode.SUCCESS, null);
            }
            case RequestCode.GET_KVLIST_BY_NAMESPACE -> {
                Map<String, String> values = keyValues.list(fields.require("namespace"));
                return values.isEmpty() ? notFound(request, "namespace " + fields.get("namespace"))
                    : success(request, answers.table(values));
            }
            case RequestCode.GET_NAMESRV_CONFIG -> {
                return success(request, ("allowAnonymousAdmin=" + allowAnonymousAdmin + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            }
            case RequestCode.UPDATE_NAMESRV_CONFIG -> {
                return request.response(ResponseCode.NO_PERMISSION, "no setting of a running name server can be changed");
            }
            default -> {
                return request.response(ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                    " request type " + request.code() + " not supported");
            }
        }
    }

    private Frame deleteTopic(Frame request) {
        String cluster = request.fields().get("clusterName");
        routes.removeTopic(request.fields().require("topic"), cluster == null || cluster.isEmpty() ? null : cluster);
        return request.response(ResponseCode.SUCCESS, null);
    }

    private Frame registerTopic(Frame request) {
        Map<String, TopicQueues> queues = new TreeMap<>();
        JSONObject route = JSON.parseObject(ByteBufUtil.getBytes(request.body()));
        JSONArray queueDatas = route == null ? null : route.getJSONArray("queueDatas");
        for (int i = 0; queueDatas != null && i < queueDatas.size(); i++) {
            JSONObject data = queueDatas.getJSONObject(i);
            queues.put(data.getString("brokerName"), new TopicQueues(data.getIntValue("readQueueNums"),
                data.getIntValue("writeQueueNums"), data.getIntValue("perm"), data.getIntValue("topicSysFlag")));
        }
        routes.addTopic(request.fields().require("topic"), queues);
        return request.response(ResponseCode.SUCCESS, null);
    }

    private static Frame success(Frame request, byte[] body) {
        return request.response(ResponseCode.SUCCESS, null).body(body);
    }

    private static Frame counted(Frame request, String field, int count) {
        Frame response = request.response(ResponseCode.SUCCESS, null);
        response.fields().put(field, count);
        return response;
    }

    private static Frame withValue(Frame request, String value) {
        Frame response = request.response(ResponseCode.SUCCESS, null);
        response.fields().put("value", value);
        return response;
    }

    private static Frame notFound(Frame request, String what) {
        return request.response(ResponseCode.QUERY_NOT_FOUND, "No config item, " + what);
    }
}
