package io.ternmq.namesrv;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON bodies with routes (PROTOCOL §3C', §3E). All in standard JSON, which old clients read as well. */
final class RouteAnswers {
    private final RouteTable routes;
    private final KeyValues keyValues;

    RouteAnswers(RouteTable routes, KeyValues keyValues) {
        this.routes = routes;
        this.keyValues = keyValues;
    }

    /** {@code TopicRouteData}, or null for a topic that no live broker has. */
    byte[] topicRoute(String topic) {
        Map<String, TopicQueues> queues = routes.queuesOf(topic);
        if (queues.isEmpty()) {
            return null;
        }
        List<Map<String, Object>> queueDatas = new ArrayList<>();
        List<Map<String, Object>> brokerDatas = new ArrayList<>();
        queues.forEach((brokerName, counts) -> {
            queueDatas.add(queueData(brokerName, counts));
            brokerDatas.add(brokerData(brokerName));
        });
        Map<String, Object> route = new LinkedHashMap<>();
        String order = keyValues.get(KeyValues.ORDERED_TOPICS, topic);
        if (order != null) {
            route.put("orderTopicConf", order);
        }
        route.put("queueDatas", queueDatas);
        route.put("brokerDatas", brokerDatas);
        route.put("filterServerTable", Map.of());
        return json(route);
    }

    private static Map<String, Object> queueData(String brokerName, TopicQueues counts) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("brokerName", brokerName);
        data.put("readQueueNums", counts.readQueues());
        data.put("writeQueueNums", counts.writeQueues());
        data.put("perm", counts.permission());
        data.put("topicSysFlag", counts.systemFlag());
        return data;
    }

    private Map<String, Object> brokerData(String brokerName) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("cluster", routes.clusterOf(brokerName));
        data.put("brokerName", brokerName);
        data.put("brokerAddrs", addresses(brokerName));
        data.put("enableActingMaster", false);
        return data;
    }

    private Map<String, String> addresses(String brokerName) {
        Map<String, String> addresses = new LinkedHashMap<>();
        routes.membersOf(brokerName).forEach((id, member) -> addresses.put(Long.toString(id), member.identity().address()));
        return addresses;
    }

    /** Body of GET_BROKER_CLUSTER_INFO. */
    byte[] clusterInfo() {
        Map<String, Object> brokers = new LinkedHashMap<>();
        Map<String, List<String>> clusters = new LinkedHashMap<>();
        for (String brokerName : routes.brokerNames()) {
            brokers.put(brokerName, brokerData(brokerName));
            clusters.computeIfAbsent(routes.clusterOf(brokerName), name -> new ArrayList<>()).add(brokerName);
        }
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("brokerAddrTable", brokers);
        info.put("clusterAddrTable", clusters);
        return json(info);
    }

    /** Body of GET_BROKER_MEMBER_GROUP. */
    byte[] memberGroup(String clusterName, String brokerName) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("cluster", clusterName);
        group.put("brokerName", brokerName);
        group.put("brokerAddrs", addresses(brokerName));
        return json(Map.of("brokerMemberGroup", group));
    }

    byte[] topicList(Collection<String> topics) {
        return json(Map.of("topicList", topics));
    }

    /** Cluster and broker names, which are topics as well, and the address of some broker. */
    byte[] systemTopics() {
        List<String> names = new ArrayList<>(routes.clusterNames());
        names.addAll(routes.brokerNames());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("topicList", names);
        routes.brokerNames().stream().flatMap(name -> addresses(name).values().stream()).findFirst()
            .ifPresent(address -> answer.put("brokerAddr", address));
        return json(answer);
    }

    /** RocketMQ's {@code KVTable}. */
    byte[] table(Map<String, String> values) {
        return json(Map.of("table", values));
    }

    static byte[] version(TableVersion version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stateVersion", version.stateVersion());
        json.put("timestamp", version.timestampMs());
        json.put("counter", version.counter());
        return json(json);
    }

    static byte[] json(Object tree) {
        return JSON.toJSONBytes(tree, JSONWriter.Feature.WriteNonStringKeyAsString);
    }
}
