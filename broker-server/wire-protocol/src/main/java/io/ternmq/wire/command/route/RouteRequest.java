package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/** Asks the name server where a topic is (105); answered by {@link TopicRouteData}, or by code 17. */
public record RouteRequest(String topic, boolean acceptStandardJsonOnly) implements Command {
    public static RouteRequest from(HeaderFields f) {
        return new RouteRequest(f.require("topic"), f.getBoolean("acceptStandardJsonOnly", false));
    }

    @Override
    public int code() {
        return RequestCode.GET_ROUTEINFO_BY_TOPIC;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("topic", topic).put("acceptStandardJsonOnly", acceptStandardJsonOnly);
    }
}
