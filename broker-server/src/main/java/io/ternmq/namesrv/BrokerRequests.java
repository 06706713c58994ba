package io.ternmq.namesrv;

import com.alibaba.fastjson2.JSON;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import java.time.Clock;
import java.util.zip.CRC32;

/** What brokers ask: registering, checking their version, leaving (PROTOCOL §3E). Event loop of the name server. */
final class BrokerRequests {
    private static final long DEFAULT_TIMEOUT_MS = 120_000;

    private final RouteTable routes;
    private final KeyValues keyValues;
    private final RouteAnswers answers;
    private final Clock clock;

    BrokerRequests(RouteTable routes, KeyValues keyValues, RouteAnswers answers, Clock clock) {
        this.routes = routes;
        this.keyValues = keyValues;
        this.answers = answers;
        this.clock = clock;
    }

    Frame register(Connection connection, Frame request) {
        HeaderFields fields = request.fields();
        byte[] body = bytes(request.body());
        int expectedCrc = fields.getInt("bodyCrc32", 0);
        if (expectedCrc != 0 && expectedCrc != crc(body)) {
            return request.response(ResponseCode.SYSTEM_ERROR,
                "crc32 of the body is " + crc(body) + " (expected: " + expectedCrc + ")");
        }
        BrokerIdentity identity = identity(fields);
        Registration registration = Registration.read(body, fields.getBoolean("compressed", false));
        long timeoutMs = fields.getLong("heartbeatTimeoutMillis", DEFAULT_TIMEOUT_MS);
        BrokerMember member = new BrokerMember(identity, registration.version(), clock.millis(), timeoutMs, connection);
        if (!routes.register(member, registration.topics())) {
            return request.response(ResponseCode.SYSTEM_ERROR,
                "broker " + identity.brokerName() + " is registered from another address with a newer state version");
        }
        Frame response = request.response(ResponseCode.SUCCESS, null);
        BrokerMember master = identity.brokerId() == 0 ? null : routes.membersOf(identity.brokerName()).get(0L);
        if (master != null) {
            response.fields().put("masterAddr", master.identity().address()).put("haServerAddr", master.identity().haAddress());
        }
        return response.body(answers.table(keyValues.list(KeyValues.ORDERED_TOPICS)));
    }

    Frame unregister(Frame request) {
        BrokerIdentity identity = identity(request.fields());
        routes.unregister(identity.brokerName(), identity.brokerId(), identity.address());
        return request.response(ResponseCode.SUCCESS, null);
    }

    Frame queryVersion(Frame request) {
        TableVersion asked = Registration.version(JSON.parseObject(bytes(request.body())));
        BrokerMember known = routes.touch(identity(request.fields()), clock.millis());
        Frame response = request.response(ResponseCode.SUCCESS, null);
        response.fields().put("changed", known == null || !known.version().equals(asked));
        return known == null ? response : response.body(RouteAnswers.version(known.version()));
    }

    void heartbeat(Frame request) {
        routes.touch(identity(request.fields()), clock.millis());
    }

    private static BrokerIdentity identity(HeaderFields fields) {
        return new BrokerIdentity(fields.get("clusterName"), fields.require("brokerName"), fields.getLong("brokerId", 0),
            fields.require("brokerAddr"), fields.get("haServerAddr"));
    }

    private static int crc(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return (int) (crc.getValue() & 0x7FFFFFFF);
    }

    private static byte[] bytes(ByteBuf body) {
        return ByteBufUtil.getBytes(body);
    }
}
