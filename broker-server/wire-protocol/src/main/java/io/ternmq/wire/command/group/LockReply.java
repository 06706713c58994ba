package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.route.QueueId;
import java.util.List;

/** The queues that are now locked for the asker: the body of the answer to 41. */
public record LockReply(List<QueueId> lockedQueues) implements JsonBody.Value {
    public static LockReply from(JSONObject json) {
        return new LockReply(JsonBody.list(json, "lockOKMQSet", QueueId::from));
    }

    public static LockReply read(ByteBuf body) {
        return JsonBody.read(body, "lock reply", LockReply::from);
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("lockOKMQSet", JsonBody.array(lockedQueues));
    }
}
