package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * A broker tells the name server that it lives and what it has (103); the body is a {@link RegisterBrokerBody}.
 *
 * @param haServerAddr "host:port" for slaves
 * @param heartbeatTimeoutMillis after how long a silence it counts as dead; -1 when not given
 * @param compressed which form the body has
 * @param bodyCrc32 of the body, see {@link RegisterBrokerBody#crc32}; 0 is not to be checked
 * @param zoneName may be null
 */
public record RegisterBrokerRequest(
    BrokerIdentity broker,
    String haServerAddr,
    long heartbeatTimeoutMillis,
    boolean enableActingMaster,
    boolean compressed,
    int bodyCrc32,
    String zoneName) implements Command {

    private static final String ZONE_NAME = "__ZONE_NAME";

    public static RegisterBrokerRequest from(HeaderFields f) {
        return new RegisterBrokerRequest(BrokerIdentity.from(f), f.require("haServerAddr"),
            f.getLong("heartbeatTimeoutMillis", -1),
            f.getBoolean("enableActingMaster", false), f.getBoolean("compressed", false), f.getInt("bodyCrc32", 0),
            f.get(ZONE_NAME));
    }

    @Override
    public int code() {
        return RequestCode.REGISTER_BROKER;
    }

    @Override
    public void writeTo(HeaderFields f) {
        broker.writeTo(f);
        f.put("haServerAddr", haServerAddr).put("enableActingMaster", enableActingMaster).put("compressed", compressed)
            .put("bodyCrc32", bodyCrc32).put(ZONE_NAME, zoneName);
        if (heartbeatTimeoutMillis >= 0) {
            f.put("heartbeatTimeoutMillis", heartbeatTimeoutMillis);
        }
    }
}
