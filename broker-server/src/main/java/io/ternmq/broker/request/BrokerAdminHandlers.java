package io.ternmq.broker.request;

import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.routing.Topics;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerConfigReply;
import io.ternmq.wire.command.route.KeyValueTable;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The broker itself for tools: codes 26 and 28 (PROTOCOL §3C, §14). What is not measured yet is said as 0, so that tools can
 * parse it.
 */
public final class BrokerAdminHandlers {
    private static final String[] NOT_MEASURED = {"msgPutTotalYesterdayMorning", "msgPutTotalTodayMorning", "msgPutTotalTodayNow",
        "msgGetTotalYesterdayMorning", "msgGetTotalTodayMorning", "msgGetTotalTodayNow", "putMessageTimesTotal",
        "putMessageSizeTotal", "putMessageFailedTimes", "sendThreadPoolQueueSize", "pullThreadPoolQueueSize",
        "sendThreadPoolQueueHeadWaitTimeMills", "pullThreadPoolQueueHeadWaitTimeMills", "pageCacheLockTimeMills"};
    private static final String[] RATES_NOT_MEASURED = {"putTps", "getFoundTps", "getMissTps", "getTotalTps", "getTransferredTps",
        "getTransferedTps"};

    private final Map<String, String> settings;
    private final Topics topics;
    private final MessageReads reads;
    private final String version;
    private final long bootMs = System.currentTimeMillis();

    /** @param settings the broker's settings by RocketMQ's names; nothing secret among them */
    public BrokerAdminHandlers(Map<String, String> settings, Topics topics, MessageReads reads, String version) {
        this.settings = new TreeMap<>(settings);
        this.topics = topics;
        this.reads = reads;
        this.version = version;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.add(RequestCode.GET_BROKER_CONFIG, RequestHandler.immediate(this::config));
        dispatcher.add(RequestCode.GET_BROKER_RUNTIME_INFO, RequestHandler.immediate(this::runtime));
    }

    private Frame config(Connection connection, Frame request) {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return new BrokerConfigReply(topics.version()).toResponse(request).body(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Frame runtime(Connection connection, Frame request) {
        Map<String, String> table = new TreeMap<>();
        for (String key : NOT_MEASURED) {
            table.put(key, "0");
        }
        for (String key : RATES_NOT_MEASURED) {
            table.put(key, "0.0 0.0 0.0");
        }
        Duration up = Duration.ofMillis(System.currentTimeMillis() - bootMs);
        table.put("brokerVersionDesc", "TernMQ " + version);
        table.put("brokerVersion", Integer.toString(Frame.VERSION));
        table.put("brokerActive", "true");
        table.put("bootTimestamp", Long.toString(bootMs));
        table.put("startAcceptSendRequestTimeStamp", Long.toString(bootMs));
        table.put("runtime", String.format("[ %d days, %d hours, %d minutes, %d seconds ]", up.toDays(), up.toHoursPart(),
            up.toMinutesPart(), up.toSecondsPart()));
        table.put("commitLogMinOffset", Long.toString(reads.minPosition()));
        table.put("commitLogMaxOffset", Long.toString(reads.endPosition()));
        return request.response(ResponseCode.SUCCESS, null).body(new KeyValueTable(table).toBytes());
    }
}
