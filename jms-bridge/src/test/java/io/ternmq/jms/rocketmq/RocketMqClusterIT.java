package io.ternmq.jms.rocketmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.route.CreateTopicRequest;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageExt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is different on a plain RocketMQ cluster, and what the cluster has to do with it: two real brokers. */
@Timeout(60)
class RocketMqClusterIT {
    private static final long LONG_MS = 20_000;
    private static final Pattern CONNECTIONS_OWN = Pattern.compile("\"([^\"]*" + Temporaries.PREFIX + "[^\"]*)\":\\{");
    private static final Duration PATIENCE = Duration.ofMillis(LONG_MS);
    private static RocketMqServers servers;

    @BeforeAll
    static void startServers() throws Exception {
        servers = RocketMqServers.shared();
    }

    private static JMSContext context(String options) {
        return new TernConnectionFactory(servers.uri(options)).createContext();
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static Cluster cluster() throws JMSException {
        return Cluster.connect(new RocketMqSettings(Addresses.parseAll(servers.nameServerAddress()), 5_000, 5_000, 30_000, false,
            Profile.STRICT, null, null));
    }

    // ---- both brokers

    @Test
    void messagesComeFromAllBrokers() {
        String name = unique("spread");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (JMSContext context = context("profile=strict")) {
            context.createConsumer(context.createQueue(name)).setMessageListener(message -> seen.add(body(message)));
            // Each session keeps to one queue id: enough of them are on both brokers.
            for (int i = 0; i < 16; i++) {
                try (JMSContext session = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                    session.createProducer().send(session.createQueue(name), "m" + i);
                }
            }
            await("all messages").atMost(PATIENCE).until(() -> seen.size() >= 16);
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 16).mapToObj(i -> "m" + i).toList());
    }

    private static String body(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- leases, counts and dead letters

    @Test
    void aMessageIsKeptHoweverLongTheApplicationNeeds() throws JMSException {
        TernConnectionFactory factory = new TernConnectionFactory(servers.uri("leaseMs=3000"));
        try (JMSContext slow = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
                JMSContext other = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = slow.createQueue(unique("slow"));
            slow.createProducer().send(queue, "long work");
            Message held = slow.createConsumer(queue).receive(LONG_MS);

            JMSConsumer waiting = other.createConsumer(queue);
            assertThat(waiting.receive(7_000)).isNull();
            held.acknowledge();

            assertThat(waiting.receive(3_500)).isNull();
        }
    }

    @Test
    void aMessageOfACrashedClientComesToOthers() throws JMSException {
        Queue queue;
        try (JMSContext other = context("profile=strict")) {
            queue = other.createQueue(unique("crashed"));
            other.createProducer().send(queue, "orphan");
            // Takes it and is never heard of again.
            Cluster crashing = cluster();
            TopicRoutes routes = new TopicRoutes(crashing);
            PopSource source = new PopSource((TernDestination) queue, queueName(queue), "JMSQ_" + queueName(queue),
                false, new ConsumerFilter("TAG", "*", message -> true), 16);
            new Groups(crashing).ensure(source.group(), routes.require(source.topic()), false);
            int taken = 0;
            for (TopicRoute.Place place : routes.require(source.topic()).places()) {
                BrokerPoll poll = new BrokerPoll(source, crashing.link(place), new InboundMapping(false), 3_000);
                taken += crashing.await(poll.pop(1), "pop").messages().size();
            }
            assertThat(taken).isEqualTo(1);
            crashing.close();

            Message again = other.createConsumer(queue).receive(LONG_MS);

            assertThat(again.getBody(String.class)).isEqualTo("orphan");
            assertThat(again.getJMSRedelivered()).isTrue();
        }
    }

    private static String queueName(Queue queue) throws JMSException {
        return queue.getQueueName();
    }

    @Test
    void aMessageThatFailsTooOftenGoesToTheGroupsDeadLetters() {
        String name = unique("poison");
        List<Integer> counts = new CopyOnWriteArrayList<>();
        try (JMSContext context = context("maxDeliveries=2&redeliveryDelayMs=1000")) {
            context.createConsumer(context.createQueue(name)).setMessageListener(message -> {
                counts.add(count(message));
                throw new IllegalStateException("always");
            });
            context.createProducer().send(context.createQueue(name), "poison");

            JMSConsumer deadLetters = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)
                .createConsumer(context.createQueue("%DLQ%JMSQ_" + name));

            assertThat(deadLetters.receiveBody(String.class, LONG_MS)).isEqualTo("poison");
            assertThat(counts).containsExactly(1, 2);
        }
    }

    private static int count(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theGroupsOwnLimitCounts() throws Exception {
        String name = unique("limited");
        String group = "JMSQ_" + name;
        try (Cluster admin = cluster()) {
            GroupConfig two = new GroupConfig(group, true, true, true, false, 1, 1, null, 0, 1, true, 0, 15, Map.of());
            for (BrokerLink master : admin.masters()) {
                admin.ask(master, Frame.request(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP).body(two.toBytes()), "limit", frame -> null);
            }
        }
        List<Integer> counts = new CopyOnWriteArrayList<>();
        try (JMSContext context = context("profile=strict")) {
            context.createConsumer(context.createQueue(name)).setMessageListener(message -> {
                counts.add(count(message));
                throw new IllegalStateException("always");
            });
            context.createProducer().send(context.createQueue(name), "poison");

            assertThat(context.createContext(JMSContext.AUTO_ACKNOWLEDGE).createConsumer(context.createQueue("%DLQ%" + group))
                .receiveBody(String.class, LONG_MS)).isEqualTo("poison");
            assertThat(counts).containsExactly(1, 2);
        }
    }

    @Test
    void aFailedMessageWaitsForItsDelay() {
        String name = unique("delayed-again");
        List<Long> timesMs = new CopyOnWriteArrayList<>();
        try (JMSContext context = context("redeliveryDelayMs=2500")) {
            context.createConsumer(context.createQueue(name)).setMessageListener(message -> {
                timesMs.add(System.currentTimeMillis());
                if (timesMs.size() == 1) {
                    throw new IllegalStateException("once");
                }
            });
            context.createProducer().send(context.createQueue(name), "again");
            await("redelivery").atMost(PATIENCE).until(() -> timesMs.size() == 2);
        }
        assertThat(timesMs.get(1) - timesMs.get(0)).isGreaterThanOrEqualTo(2_500);
    }

    // ---- FIFO

    @Test
    void messageGroupsOfAFifoTopicKeepTheirOrder() throws Exception {
        String name = unique("fifo");
        try (Cluster admin = cluster()) {
            for (BrokerLink master : admin.masters()) {
                admin.tell(master, new CreateTopicRequest(name, "TBW102", 4, 4, 6, "SINGLE_TAG", 0, false, "+message.type=FIFO", false),
                    "fifo");
            }
            new TopicRoutes(admin).require(name);
        }
        Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
        try (JMSContext sender = context("profile=strict"); JMSContext one = context("profile=strict");
                JMSContext two = context("profile=strict")) {
            Queue queue = sender.createQueue(name);
            for (JMSContext context : List.of(one, two)) {
                context.createConsumer(queue).setMessageListener(message -> {
                    List<Integer> group = seen.computeIfAbsent(text(message, "JMSXGroupID"), id -> new CopyOnWriteArrayList<>());
                    int number = Integer.parseInt(body(message));
                    if (number == 3 && count(message) == 1) {
                        throw new IllegalStateException("blocks those behind it");
                    }
                    group.add(number);
                });
            }
            JMSProducer producer = sender.createProducer();
            for (int i = 0; i < 8; i++) {
                for (String group : List.of("a", "b", "c")) {
                    producer.setProperty("JMSXGroupID", group).send(queue, Integer.toString(i));
                }
            }
            await("all groups").atMost(PATIENCE).until(() -> seen.values().stream().mapToInt(List::size).sum() >= 24);
        }
        List<Integer> inOrder = IntStream.range(0, 8).boxed().toList();
        assertThat(seen).containsOnlyKeys("a", "b", "c").allSatisfy((group, numbers) -> assertThat(numbers).isEqualTo(inOrder));
    }

    private static String text(Message message, String property) {
        try {
            return message.getStringProperty(property);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- beside RocketMQ's own clients

    @Test
    void nativeAndJmsClientsUnderstandEachOther() throws Exception {
        String name = unique("interop");
        List<MessageExt> atNative = new CopyOnWriteArrayList<>();
        DefaultMQProducer producer = new DefaultMQProducer("native-producer");
        producer.setNamesrvAddr(servers.nameServerAddress());
        producer.start();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(unique("native-group"));
        try (JMSContext context = context("nativeBody=text")) {
            Queue queue = context.createQueue(name);
            JMSConsumer atJms = context.createConsumer(queue);
            consumer.setNamesrvAddr(servers.nameServerAddress());
            consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            consumer.subscribe(name, "greeting");
            consumer.registerMessageListener((MessageListenerConcurrently) (messages, listening) -> {
                atNative.addAll(messages);
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            consumer.start();
            org.apache.rocketmq.common.message.Message message =
                new org.apache.rocketmq.common.message.Message(name, "urgent", "key", "from native".getBytes(UTF_8));
            message.putUserProperty("colour", "red");
            producer.send(message);

            Message received = atJms.receive(LONG_MS);
            context.createProducer().setJMSType("greeting").setProperty("amount", 3).send(queue, "from JMS");

            assertThat(received.getBody(String.class)).isEqualTo("from native");
            assertThat(received.getJMSType()).isEqualTo("urgent");
            assertThat(received.getStringProperty("colour")).isEqualTo("red");
            assertThat(received.getJMSMessageID()).isEqualTo("ID:" + message.getProperty("UNIQ_KEY"));
            await("native consumer").atMost(Duration.ofSeconds(40)).until(() -> atNative.size() == 1);
            assertThat(new String(atNative.get(0).getBody(), UTF_8)).isEqualTo("from JMS");
            assertThat(atNative.get(0).getUserProperty("amount")).isEqualTo("3");
            assertThat(atJms.receiveBody(String.class, LONG_MS)).isEqualTo("from JMS");
        } finally {
            consumer.shutdown();
            producer.shutdown();
        }
    }

    // ---- strict and lenient

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void nativeBodiesReachJmsAsTheyWereBeforeTheirCompression(CompressionType type) throws Exception {
        String name = unique("compressed");
        String text = "grüße ".repeat(10_000);
        DefaultMQProducer producer = new DefaultMQProducer("compressing-producer");
        producer.setNamesrvAddr(servers.nameServerAddress());
        producer.setCompressType(type);
        producer.setCompressMsgBodyOverHowmuch(1);
        producer.start();
        try (JMSContext context = context("nativeBody=text")) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(name));

            producer.send(new org.apache.rocketmq.common.message.Message(name, text.getBytes(UTF_8)));

            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo(text);
        } finally {
            producer.shutdown();
        }
    }

    @Test
    void aStrictConnectionNamesWhatIsMissing() throws JMSException {
        assertRefused("RMQ-103", () -> context("clientId=me"));
        TernConnectionFactory factory = new TernConnectionFactory(servers.uri("profile=strict"));
        assertRefused("RMQ-101", () -> factory.createContext(JMSContext.SESSION_TRANSACTED));
        try (JMSContext context = factory.createContext()) {
            Topic topic = context.createTopic(unique("strict"));
            Queue queue = context.createQueue(unique("strict"));
            assertRefused("RMQ-104", () -> context.createDurableConsumer(topic, "s"));
            assertRefused("RMQ-105", () -> context.createConsumer(topic));
            assertRefused("RMQ-105", () -> context.createSharedConsumer(topic, "s"));
            assertRefused("RMQ-106", () -> context.unsubscribe("s"));
            assertRefused("RMQ-107", () -> context.createConsumer(queue, "a = 'b'"));
            assertRefused("RMQ-108", () -> context.createSharedDurableConsumer(topic, "s", "a LIKE 'b%'"));
            assertRefused("RMQ-109", () -> context.createConsumer(context.createTopic(unique("strict") + "?consumerGroup=s"), null, true));
            assertRefused("RMQ-110", () -> context.createBrowser(queue).getEnumeration());
            assertRefused("RMQ-111", context::createTemporaryQueue);
            assertRefused("RMQ-112", () -> context.createProducer().setDeliveryDelay(4L * 24 * 3600 * 1000).send(queue, "too late"));
            assertRefused("RMQ-113", () -> context.createProducer().setProperty("JMSXGroupID", "g").send(queue, "no order"));
            assertThat(context.createConsumer(queue).receiveNoWait()).isNull();
        }
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).satisfies(failure -> {
            String found = failure instanceof JMSException jms ? jms.getErrorCode() : ((JMSRuntimeException) failure).getErrorCode();
            assertThat(found).as(failure.getMessage()).isEqualTo(code);
            assertThat(failure.getMessage()).contains("Apache RocketMQ has no", "Instead:");
        });
    }

    @Test
    void aLenientConnectionHasUnsharedDurableSubscriptions() {
        String name = unique("durable");
        String clientId = unique("client");
        try (JMSContext context = context("profile=lenient&clientId=" + clientId)) {
            Topic topic = context.createTopic(name);
            JMSConsumer consumer = context.createDurableConsumer(topic, "sub", null, true);
            assertThatThrownBy(() -> context.createDurableConsumer(topic, "sub")).hasMessageContaining("sub");
            assertThatThrownBy(() -> context.unsubscribe("sub")).hasMessageContaining("has a consumer");
            assertThatThrownBy(() -> context("profile=lenient&clientId=" + clientId)).isInstanceOf(InvalidClientIDRuntimeException.class);
            context.createProducer().send(topic, "own");
            consumer.close();
        }
        try (JMSContext other = context("profile=lenient")) {
            other.createProducer().send(other.createTopic(name), "foreign");
        }
        try (JMSContext context = context("profile=lenient&clientId=" + clientId)) {
            JMSConsumer consumer = context.createDurableConsumer(context.createTopic(name), "sub", null, true);
            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("foreign");
            assertThat(consumer.receiveNoWait()).isNull();
            consumer.close();
            context.unsubscribe("sub");

            assertThatThrownBy(() -> context.unsubscribe("sub")).hasMessageContaining("no durable subscription");
        }
    }

    @Test
    void aChangedSelectorOfALenientDurableSubscriptionCountsFromThenOn() {
        String clientId = unique("client");
        try (JMSContext context = context("profile=lenient&clientId=" + clientId)) {
            Topic topic = context.createTopic(unique("changed"));
            context.createDurableConsumer(topic, "sub", "colour = 'red'", false).close();
            sendColours(context, topic, "before");
            JMSConsumer changed = context.createDurableConsumer(topic, "sub", "colour = 'green'", false);
            sendColours(context, topic, "after");

            assertThat(List.of(changed.receiveBody(String.class, LONG_MS), changed.receiveBody(String.class, LONG_MS)))
                .as("not as JMS wants it: the subscription goes on").containsExactlyInAnyOrder("before green", "after green");
            assertThat(changed.receiveNoWait()).isNull();
            changed.close();
            context.unsubscribe("sub");
        }
    }

    private static void sendColours(JMSContext context, Topic topic, String when) {
        for (String colour : List.of("red", "green")) {
            context.createProducer().setProperty("colour", colour).send(topic, when + " " + colour);
        }
    }

    @Test
    void aSharedNonDurableSubscriptionEndsWithItsLastConsumerOfAnyConnection() throws Exception {
        String name = unique("shared");
        String group = "\"" + DestinationNames.subscriptionGroup(false, null, name) + "\":{";
        try (Cluster admin = cluster(); JMSContext one = context("profile=lenient"); JMSContext two = context("profile=lenient")) {
            Topic topic = one.createTopic(name);
            JMSConsumer first = one.createSharedConsumer(topic, name);
            JMSConsumer last = two.createSharedConsumer(topic, name);
            one.createProducer().send(topic, "for one of them");
            first.close();
            assertThat(groups(admin)).contains(group);
            assertThat(last.receiveBody(String.class, LONG_MS)).isEqualTo("for one of them");

            last.close();

            assertThat(groups(admin)).doesNotContain(group);
        }
    }

    private static String groups(Cluster admin) throws JMSException {
        String all = "";
        for (BrokerLink master : admin.masters()) {
            all += admin.ask(master, Frame.request(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG), "list",
                frame -> frame.body().toString(UTF_8));
        }
        return all;
    }

    @Test
    void whatALenientConnectionHasMadeForItselfIsGoneAfterwards() throws Exception {
        List<String> before;
        try (Cluster admin = cluster()) {
            before = leftovers(admin);
            try (JMSContext context = context("profile=lenient")) {
                Topic topic = context.createTopic(unique("transient"));
                JMSConsumer consumer = context.createConsumer(topic);
                context.createConsumer(context.createTemporaryQueue());
                context.createProducer().send(topic, "hello");
                assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("hello");
                assertThat(leftovers(admin)).hasSizeGreaterThan(before.size());
            }
            assertThat(leftovers(admin)).isEqualTo(before);
        }
    }

    /** Topics and groups that belong to connections. */
    private static List<String> leftovers(Cluster admin) throws JMSException {
        List<String> found = new ArrayList<>();
        for (BrokerLink master : admin.masters()) {
            for (int code : List.of(RequestCode.GET_ALL_TOPIC_CONFIG, RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG)) {
                String json = admin.ask(master, Frame.request(code), "list", frame -> frame.body().toString(UTF_8));
                Matcher names = CONNECTIONS_OWN.matcher(json);
                while (names.find()) {
                    found.add(master.brokerName() + " " + names.group(1));
                }
            }
        }
        found.sort(null);
        return found;
    }
}
