package io.ternmq.jms.lookup;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.command.route.RouteRequest;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Asks the name servers, one after the other until one answers. Waits, on the caller's thread. */
public final class NameServers implements AutoCloseable {
    private final List<InetSocketAddress> addresses;
    private final long connectTimeoutMs;
    private final long requestTimeoutMs;
    // Guarded by this.
    private Link link;

    /**
     * Name servers that are connected to when they are first asked.
     *
     * @param addresses        unresolved, tried in this order
     * @param connectTimeoutMs for each connection
     * @param requestTimeoutMs for each answer
     */
    public NameServers(List<InetSocketAddress> addresses, long connectTimeoutMs, long requestTimeoutMs) {
        this.addresses = List.copyOf(addresses);
        this.connectTimeoutMs = connectTimeoutMs;
        this.requestTimeoutMs = requestTimeoutMs;
    }

    /** The masters that are registered, by broker name. */
    public List<BrokerData> masters() throws JMSException {
        ClusterInfo cluster = ask(new ClusterRequest(), "Looking for a broker", frame -> ClusterInfo.read(frame.body()));
        List<BrokerData> masters = new ArrayList<>(cluster.brokerAddrTable().values());
        masters.removeIf(broker -> broker.masterAddress() == null);
        masters.sort(Comparator.comparing(BrokerData::brokerName));
        return masters;
    }

    /** Where a topic is, or null when no broker has it. */
    public TopicRouteData route(String topic) throws JMSException {
        return ask(new RouteRequest(topic, true), "Looking for destination " + topic,
            frame -> frame.code() == ResponseCode.TOPIC_NOT_EXIST ? null : TopicRouteData.read(frame.body()));
    }

    private synchronized <T> T ask(Command command, String what, Function<Frame, T> reader) throws JMSException {
        List<String> failures = new ArrayList<>();
        IOException last = null;
        for (InetSocketAddress address : addresses) {
            try {
                return read(request(address, command), what, reader);
            } catch (IOException e) {
                closeLink();
                failures.add(e.getMessage());
                last = e;
            }
        }
        throw JmsErrors.of(JmsErrors.CONNECTION_LOST, what + ": no name server answers: " + String.join("; ", failures), last);
    }

    private Frame request(InetSocketAddress address, Command command) throws IOException {
        if (link == null || !link.isOpen()) {
            link = Link.open(Addresses.resolve(address), connectTimeoutMs, LinkEvents.NONE);
        }
        try {
            return link.request(command.toFrame(), requestTimeoutMs).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while asking name server " + address, e);
        }
    }

    private static <T> T read(Frame answer, String what, Function<Frame, T> reader) throws JMSException {
        try {
            if (answer.code() != ResponseCode.SUCCESS && answer.code() != ResponseCode.TOPIC_NOT_EXIST) {
                throw Replies.toException(answer.code(), answer.remark(), what);
            }
            return reader.apply(answer);
        } finally {
            answer.release();
        }
    }

    @Override
    public synchronized void close() {
        closeLink();
    }

    private void closeLink() {
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private record ClusterRequest() implements Command {
        @Override
        public int code() {
            return RequestCode.GET_BROKER_CLUSTER_INFO;
        }

        @Override
        public void writeTo(HeaderFields fields) {
            // nothing to ask but all
        }
    }
}
