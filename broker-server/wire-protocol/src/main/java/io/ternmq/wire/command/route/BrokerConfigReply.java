package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSON;
import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** The header of the answer to 26, whose body is the broker's settings as properties text. */
public record BrokerConfigReply(DataVersion version) implements Reply {
    public static BrokerConfigReply from(HeaderFields f) {
        return new BrokerConfigReply(DataVersion.from(JSON.parseObject(f.require("version"))));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("version", JSON.toJSONString(version.toJson()));
    }
}
