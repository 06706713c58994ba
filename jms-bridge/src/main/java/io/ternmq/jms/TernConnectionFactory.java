package io.ternmq.jms;

import io.ternmq.jms.core.ClientSettings;
import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.ProviderFactory;
import io.ternmq.jms.core.RedeliveryPolicy;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.message.Messages;
import io.ternmq.jms.message.TrustedClasses;
import io.ternmq.jms.remote.Credentials;
import io.ternmq.jms.remote.ReconnectSettings;
import io.ternmq.jms.remote.RemoteProviderFactory;
import io.ternmq.jms.remote.RemoteSettings;
import io.ternmq.jms.remote.SendFlow;
import io.ternmq.jms.rocketmq.Profile;
import io.ternmq.jms.rocketmq.RocketMqProviderFactory;
import io.ternmq.jms.rocketmq.RocketMqSettings;
import io.ternmq.jms.session.Domain;
import io.ternmq.jms.session.TernConnection;
import io.ternmq.jms.session.TernContext;
import io.ternmq.jms.session.Unchecked;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;

/**
 * Makes connections. A JavaBean for JNDI, containers and plain Java; each option can also stand in the URI
 * {@code ternmq://host:port,host:port?option=value&option=value}, which names the name servers; {@code rocketmq://} connects to an
 * Apache RocketMQ 5 cluster instead. Options are read when a connection is made; changing them while connections are being made is not
 * supported.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>default</th><th>meaning</th></tr>
 * <tr><td>namesrvAddr</td><td>none</td><td>name servers, host:port;host:port</td></tr>
 * <tr><td>protocol</td><td>ternmq</td><td>what the brokers are: ternmq or rocketmq; the URI's scheme</td></tr>
 * <tr><td>profile</td><td>strict</td><td>rocketmq: whether what such a cluster cannot do is refused (strict), or done as well as it
 *     can be (lenient)</td></tr>
 * <tr><td>user, password</td><td>none</td><td>sign-on of connections that are made without a user</td></tr>
 * <tr><td>clientId</td><td>none</td><td>JMS client id of every connection</td></tr>
 * <tr><td>prefetch</td><td>256</td><td>messages that a consumer with a quick listener holds at most</td></tr>
 * <tr><td>prefetchBytes</td><td>8388608</td><td>bytes of bodies that a consumer holds at most, going by the sizes that came last</td></tr>
 * <tr><td>receivePrefetch</td><td>1</td><td>messages that a receive() asks for when it has none; up to prefetch for one that is called at once
 *     each time</td></tr>
 * <tr><td>ackWindow</td><td>128</td><td>automatic acknowledgements that may be on their way; 0 waits for each</td></tr>
 * <tr><td>requestTimeoutMs</td><td>30000</td><td>time for an answer of the broker</td></tr>
 * <tr><td>connectTimeoutMs</td><td>5000</td><td>time to open a TCP connection</td></tr>
 * <tr><td>leaseMs</td><td>30000</td><td>silence after which the broker gives a connection's messages to others</td></tr>
 * <tr><td>reconnect</td><td>true</td><td>whether a broken connection is made again, and its session taken up where it was</td></tr>
 * <tr><td>reconnectDelayMs</td><td>100</td><td>wait after the first attempt that failed; it doubles each time</td></tr>
 * <tr><td>reconnectMaxDelayMs</td><td>5000</td><td>longest wait between attempts</td></tr>
 * <tr><td>reconnectTimeoutMs</td><td>300000</td><td>time after which a broken connection is given up; 0: never</td></tr>
 * <tr><td>sendPolicy</td><td>block</td><td>what happens when the broker is busy or too much waits to be sent: {@code block} sends again in
 *     order when there is room, {@code fail} throws</td></tr>
 * <tr><td>sendTimeoutMs</td><td>0</td><td>how long {@code block} goes on; 0: as long as it takes</td></tr>
 * <tr><td>maxDeliveries</td><td>0</td><td>deliveries after which a failing message becomes a dead letter; 0: the broker decides</td></tr>
 * <tr><td>redeliveryDelayMs</td><td>-1</td><td>time before a failed message comes again; -1: the broker decides</td></tr>
 * <tr><td>redeliveryMultiplierPercent</td><td>0</td><td>each later delay in percent of the one before; 0: the broker decides</td></tr>
 * <tr><td>maxRedeliveryDelayMs</td><td>-1</td><td>longest delay; -1: the broker decides</td></tr>
 * <tr><td>redeliveryJitterPercent</td><td>-1</td><td>by which a delay may be longer, at random; -1: the broker decides</td></tr>
 * <tr><td>deadLetter</td><td>none</td><td>what becomes of a message that is given up: {@code default} (the dead letter queue
 *     {@code %DLQ%} of its queue or subscription), {@code discard}, {@code block} (it comes again after the longest delay, for ever), or
 *     the name of a queue; none: the broker decides</td></tr>
 * <tr><td>nativeBody</td><td>bytes</td><td>what messages of native producers are: bytes or text</td></tr>
 * <tr><td>trustedClasses</td><td>none</td><td>classes and packages that object messages may contain, comma-separated:
 *     {@code com.acme.Order,com.acme.model.*}; JDK values always</td></tr>
 * </table>
 */
public class TernConnectionFactory implements ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory, Referenceable,
        Serializable {
    /** Session mode in which {@code Message.acknowledge} acknowledges that message alone. */
    public static final int INDIVIDUAL_ACKNOWLEDGE = 101;

    /** What the brokers may be. */
    static final List<String> PROTOCOLS = List.of("ternmq", "rocketmq");

    private static final long serialVersionUID = 1L;
    private static final InetSocketAddress ANYWHERE = InetSocketAddress.createUnresolved("anywhere", 1);
    private static final String OBJECT_FACTORY = "io.ternmq.jms.jndi.TernObjectFactory";

    private String namesrvAddr;
    private String protocol = "ternmq";
    private String profile = "strict";
    private String user;
    private String password;
    private String clientId;
    private int prefetch = ClientSettings.DEFAULTS.prefetch();
    private long prefetchBytes = ClientSettings.DEFAULTS.prefetchBytes();
    private int receivePrefetch = ClientSettings.DEFAULTS.receivePrefetch();
    private int ackWindow = ClientSettings.DEFAULTS.ackWindow();
    private long requestTimeoutMs = ClientSettings.DEFAULTS.requestTimeoutMs();
    private long connectTimeoutMs = 5_000;
    private long leaseMs = 30_000;
    private boolean reconnect = ReconnectSettings.DEFAULTS.isOn();
    private long reconnectDelayMs = ReconnectSettings.DEFAULTS.delayMs();
    private long reconnectMaxDelayMs = ReconnectSettings.DEFAULTS.maxDelayMs();
    private long reconnectTimeoutMs = ReconnectSettings.DEFAULTS.timeoutMs();
    private String sendPolicy = "block";
    private long sendTimeoutMs;
    private int maxDeliveries;
    private long redeliveryDelayMs = -1;
    private int redeliveryMultiplierPercent;
    private long maxRedeliveryDelayMs = -1;
    private int redeliveryJitterPercent = -1;
    private String deadLetter;
    private String nativeBody = "bytes";
    private String trustedClasses = "";

    /** Without address: {@link #setNamesrvAddr} or {@link #setUri} has to follow. */
    public TernConnectionFactory() {
    }

    /**
     * A factory for some name servers.
     *
     * @param addressOrUri {@code host:port;host:port}, or a {@code ternmq:} or {@code rocketmq:} URI with options
     * @throws IllegalArgumentException for an unknown option, or a value that is none
     */
    public TernConnectionFactory(String addressOrUri) {
        if (FactoryOptions.isUri(addressOrUri)) {
            FactoryOptions.applyUri(this, addressOrUri);
        } else {
            namesrvAddr = addressOrUri;
        }
    }

    // ---- connections

    @Override
    public Connection createConnection() throws JMSException {
        return createConnection(user, password);
    }

    @Override
    public Connection createConnection(String userName, String userPassword) throws JMSException {
        return connect(Domain.UNIFIED, userName, userPassword);
    }

    @Override
    public QueueConnection createQueueConnection() throws JMSException {
        return createQueueConnection(user, password);
    }

    @Override
    public QueueConnection createQueueConnection(String userName, String userPassword) throws JMSException {
        return connect(Domain.QUEUE, userName, userPassword);
    }

    @Override
    public TopicConnection createTopicConnection() throws JMSException {
        return createTopicConnection(user, password);
    }

    @Override
    public TopicConnection createTopicConnection(String userName, String userPassword) throws JMSException {
        return connect(Domain.TOPIC, userName, userPassword);
    }

    @Override
    public JMSContext createContext() {
        return createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return createContext(user, password, sessionMode);
    }

    @Override
    public JMSContext createContext(String userName, String userPassword) {
        return createContext(userName, userPassword, JMSContext.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(String userName, String userPassword, int sessionMode) {
        try {
            TernConnection connection = connect(Domain.UNIFIED, userName, userPassword);
            try {
                return TernContext.open(connection, sessionMode);
            } catch (JMSException e) {
                connection.close();
                throw e;
            }
        } catch (JMSException e) {
            throw Unchecked.of(e);
        }
    }

    private TernConnection connect(Domain domain, String userName, String userPassword) throws JMSException {
        return connect(clientId, Credentials.of(userName, userPassword),
            (core, messages) -> new TernConnection(core, messages, domain));
    }

    /**
     * Connects.
     *
     * @param asClientId nullable
     * @param facade     makes the connection of a kind
     */
    final <T extends TernConnection> T connect(String asClientId, Credentials credentials,
            BiFunction<ConnectionCore, Messages, T> facade) throws JMSException {
        ProviderFactory providers;
        ClientSettings client;
        try {
            providers = providers(Addresses.parseAll(namesrvAddr == null ? "" : namesrvAddr), credentials);
            client = clientSettings();
        } catch (IllegalArgumentException e) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "The connection factory's configuration is not valid: " + e.getMessage(), e);
        }
        ConnectionCore core = ConnectionCore.open(providers, client, asClientId);
        return facade.apply(core, new Messages(new TrustedClasses(trustedPatterns())));
    }

    /**
     * Looks through all options as a connection does, without connecting. An address that is not set yet is not missed.
     *
     * @throws IllegalArgumentException for a value that is none; says what is expected
     */
    public void validate() {
        clientSettings();
        providers(namesrvAddr == null ? List.of(ANYWHERE) : Addresses.parseAll(namesrvAddr), Credentials.of(user, password));
    }

    private ClientSettings clientSettings() {
        return new ClientSettings(prefetch, prefetchBytes, receivePrefetch, ackWindow, requestTimeoutMs,
            new RedeliveryPolicy(maxDeliveries, redeliveryDelayMs, redeliveryMultiplierPercent, maxRedeliveryDelayMs,
                redeliveryJitterPercent, deadLetter));
    }

    private ProviderFactory providers(List<InetSocketAddress> addresses, Credentials credentials) {
        boolean isNativeText = nativeBody.equals("text");
        return protocol.equals("rocketmq")
            ? new RocketMqProviderFactory(new RocketMqSettings(addresses, connectTimeoutMs, requestTimeoutMs, leaseMs, isNativeText,
                Profile.of(profile), credentials == null ? null : credentials.user(), credentials == null ? null : credentials.password()))
            : new RemoteProviderFactory(new RemoteSettings(addresses, connectTimeoutMs, requestTimeoutMs, leaseMs, isNativeText,
                new ReconnectSettings(reconnect, reconnectDelayMs, reconnectMaxDelayMs, reconnectTimeoutMs), credentials,
                SendFlow.of(sendPolicy, sendTimeoutMs)));
    }

    private List<String> trustedPatterns() {
        return Arrays.stream(trustedClasses.split(",")).map(String::trim).filter(pattern -> !pattern.isEmpty()).toList();
    }

    @Override
    public Reference getReference() {
        Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
        for (Map.Entry<String, String> option : FactoryOptions.read(this).entrySet()) {
            reference.add(new StringRefAddr(option.getKey(), option.getValue()));
        }
        return reference;
    }

    // ---- options

    /**
     * Sets one option by its name in the table above.
     *
     * @throws IllegalArgumentException for an unknown name, or a value that is none
     */
    public void setOption(String name, String value) {
        FactoryOptions.apply(this, name, value);
    }

    /** The options as a URI, without the password. */
    public String getUri() {
        return FactoryOptions.toUri(this);
    }

    /** Sets the options that stand in a {@code ternmq:} or {@code rocketmq:} URI; the others stay as they are. */
    public void setUri(String uri) {
        FactoryOptions.applyUri(this, uri);
    }

    /** Name servers, {@code host:port;host:port}; null when not set. */
    public String getNamesrvAddr() {
        return namesrvAddr;
    }

    /** Sets the name servers. */
    public void setNamesrvAddr(String addresses) {
        namesrvAddr = addresses;
    }

    /** What the brokers are: {@code ternmq} or {@code rocketmq}. */
    public String getProtocol() {
        return protocol;
    }

    /** Sets it. */
    public void setProtocol(String kind) {
        if (!PROTOCOLS.contains(kind)) {
            throw new IllegalArgumentException("protocol: " + kind + " (expected: one of " + PROTOCOLS + ")");
        }
        protocol = kind;
    }

    /** What is done where a RocketMQ cluster lacks something: {@code strict} or {@code lenient}. */
    public String getProfile() {
        return profile;
    }

    /** Sets it. */
    public void setProfile(String kind) {
        profile = Profile.of(kind).name().toLowerCase(Locale.ROOT);
    }

    /** User for connections made without one; nullable. */
    public String getUser() {
        return user;
    }

    /** Sets the user. */
    public void setUser(String newUser) {
        user = newUser;
    }

    /** Password of the user; nullable. */
    public String getPassword() {
        return password;
    }

    /** Sets the password. */
    public void setPassword(String newPassword) {
        password = newPassword;
    }

    /** JMS client id of every connection; nullable. */
    public String getClientId() {
        return clientId;
    }

    /** Sets the client id; null or empty for none. */
    public void setClientId(String newClientId) {
        clientId = newClientId == null || newClientId.isEmpty() ? null : newClientId;
    }

    /** Messages that a consumer with a listener holds at most. */
    public int getPrefetch() {
        return prefetch;
    }

    /** Sets it; at least 1. */
    public void setPrefetch(int messages) {
        prefetch = messages;
    }

    /** Bytes of bodies that a consumer holds at most, going by the sizes that came last; always room for one message. */
    public long getPrefetchBytes() {
        return prefetchBytes;
    }

    /** Sets it; at least 1. */
    public void setPrefetchBytes(long bytes) {
        prefetchBytes = bytes;
    }

    /** Messages that a receive() asks for when it has none. */
    public int getReceivePrefetch() {
        return receivePrefetch;
    }

    /** Sets it; at least 1. */
    public void setReceivePrefetch(int messages) {
        receivePrefetch = messages;
    }

    /** Automatic acknowledgements that may be on their way to the broker when the next message is handed out. */
    public int getAckWindow() {
        return ackWindow;
    }

    /** Sets it; 0 waits for each, before receive() returns. */
    public void setAckWindow(int acknowledgements) {
        ackWindow = acknowledgements;
    }

    /** Time for an answer of the broker. */
    public long getRequestTimeoutMs() {
        return requestTimeoutMs;
    }

    /** Sets it; at least 1. */
    public void setRequestTimeoutMs(long timeoutMs) {
        requestTimeoutMs = timeoutMs;
    }

    /** Time to open a TCP connection. */
    public long getConnectTimeoutMs() {
        return connectTimeoutMs;
    }

    /** Sets it; at least 1. */
    public void setConnectTimeoutMs(long timeoutMs) {
        connectTimeoutMs = timeoutMs;
    }

    /** Silence after which the broker gives a connection's messages to others. */
    public long getLeaseMs() {
        return leaseMs;
    }

    /** Sets it; the broker has the last word. */
    public void setLeaseMs(long durationMs) {
        leaseMs = durationMs;
    }

    /** Whether a broken connection is made again, and its session taken up where it was. */
    public boolean isReconnect() {
        return reconnect;
    }

    /** Sets it. When it is off, the exception listener is told, and the application connects again. */
    public void setReconnect(boolean isOn) {
        reconnect = isOn;
    }

    /** Wait after the first attempt that failed; it doubles each time. */
    public long getReconnectDelayMs() {
        return reconnectDelayMs;
    }

    /** Sets it; at least 1. */
    public void setReconnectDelayMs(long delayMs) {
        reconnectDelayMs = delayMs;
    }

    /** Longest wait between attempts. */
    public long getReconnectMaxDelayMs() {
        return reconnectMaxDelayMs;
    }

    /** Sets it; at least the delay. */
    public void setReconnectMaxDelayMs(long delayMs) {
        reconnectMaxDelayMs = delayMs;
    }

    /** Time after which a broken connection is given up; 0 for never. */
    public long getReconnectTimeoutMs() {
        return reconnectTimeoutMs;
    }

    /** Sets it. */
    public void setReconnectTimeoutMs(long timeoutMs) {
        reconnectTimeoutMs = timeoutMs;
    }

    /** What happens when the broker is busy or too much waits to be sent: {@code block} or {@code fail}. */
    public String getSendPolicy() {
        return sendPolicy;
    }

    /** Sets it. */
    public void setSendPolicy(String policy) {
        sendPolicy = SendFlow.of(policy, 0).isBlocking() ? "block" : "fail";
    }

    /** How long sending to a busy broker goes on; 0 for as long as it takes. */
    public long getSendTimeoutMs() {
        return sendTimeoutMs;
    }

    /** Sets it. */
    public void setSendTimeoutMs(long timeoutMs) {
        sendTimeoutMs = timeoutMs;
    }

    /** Deliveries after which a failing message becomes a dead letter; 0: the broker decides. */
    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    /** Sets it. */
    public void setMaxDeliveries(int deliveries) {
        maxDeliveries = deliveries;
    }

    /** Time before a failed message comes again. */
    public long getRedeliveryDelayMs() {
        return redeliveryDelayMs;
    }

    /** Sets it. */
    public void setRedeliveryDelayMs(long delayMs) {
        redeliveryDelayMs = delayMs;
    }

    /** Each later delay in percent of the one before, at least 100; 0: the broker decides. */
    public int getRedeliveryMultiplierPercent() {
        return redeliveryMultiplierPercent;
    }

    /** Sets it. */
    public void setRedeliveryMultiplierPercent(int percent) {
        redeliveryMultiplierPercent = percent;
    }

    /** Longest time before a failed message comes again, ms; -1: the broker decides. */
    public long getMaxRedeliveryDelayMs() {
        return maxRedeliveryDelayMs;
    }

    /** Sets it. */
    public void setMaxRedeliveryDelayMs(long delayMs) {
        maxRedeliveryDelayMs = delayMs;
    }

    /** By how many percent a delay may be longer, at random; -1: the broker decides. */
    public int getRedeliveryJitterPercent() {
        return redeliveryJitterPercent;
    }

    /** Sets it. */
    public void setRedeliveryJitterPercent(int percent) {
        redeliveryJitterPercent = percent;
    }

    /** What becomes of a message that is given up: default, discard, block, or the name of a queue; null: the broker decides. */
    public String getDeadLetter() {
        return deadLetter;
    }

    /** Sets it. */
    public void setDeadLetter(String newDeadLetter) {
        deadLetter = newDeadLetter;
    }

    /** What messages of native producers are: {@code bytes} or {@code text}. */
    public String getNativeBody() {
        return nativeBody;
    }

    /** Sets it. */
    public void setNativeBody(String kind) {
        if (!kind.equals("bytes") && !kind.equals("text")) {
            throw new IllegalArgumentException("nativeBody: " + kind + " (expected: bytes or text)");
        }
        nativeBody = kind;
    }

    /** Classes and packages that object messages may contain, comma-separated. */
    public String getTrustedClasses() {
        return trustedClasses;
    }

    /** Sets them; null for none. */
    public void setTrustedClasses(String patterns) {
        trustedClasses = patterns == null ? "" : patterns;
    }
}
