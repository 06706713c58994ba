package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/**
 * The name server's answer to a registration; the body is a {@link KeyValueTable} of ordered topics, or empty.
 *
 * @param haServerAddr the master's, for a slave; else null
 * @param masterAddr the master's, for a slave; else null
 */
public record RegisterBrokerReply(String haServerAddr, String masterAddr) implements Reply {
    public static RegisterBrokerReply from(HeaderFields f) {
        return new RegisterBrokerReply(f.get("haServerAddr"), f.get("masterAddr"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("haServerAddr", haServerAddr).put("masterAddr", masterAddr);
    }
}
