package io.ternmq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.naming.Referenceable;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TernConnectionFactoryTest {
    @Test
    void readsAndWritesItsUri() {
        TernConnectionFactory factory = new TernConnectionFactory(
            "ternmq://a:1,b?clientId=me&prefetch=5&trustedClasses=com.acme.*%2Corg.acme.Order&nativeBody=text&password=secret");

        assertThat(factory.getNamesrvAddr()).isEqualTo("a:1;b");
        assertThat(factory.getClientId()).isEqualTo("me");
        assertThat(factory.getPrefetch()).isEqualTo(5);
        assertThat(factory.getTrustedClasses()).isEqualTo("com.acme.*,org.acme.Order");
        assertThat(factory.getUri()).doesNotContain("secret");
        assertThat(new TernConnectionFactory(factory.getUri()).getUri()).isEqualTo(factory.getUri());
        assertThat(new TernConnectionFactory("h:9876;i:9876").getUri()).isEqualTo("ternmq://h:9876,i:9876");
    }

    @Test
    void knowsRocketMqClustersByTheScheme() {
        TernConnectionFactory factory = new TernConnectionFactory("rocketmq://a:1,b?profile=Lenient");

        assertThat(factory.getProtocol()).isEqualTo("rocketmq");
        assertThat(factory.getProfile()).isEqualTo("lenient");
        assertThat(factory.getUri()).isEqualTo("rocketmq://a:1,b?profile=lenient");
        assertThat(new TernConnectionFactory("a:1").getProtocol()).isEqualTo("ternmq");
        assertThatThrownBy(() -> new TernConnectionFactory("rocketmq://a?profile=loose")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("loose");
        assertThatThrownBy(() -> new TernConnectionFactory("ternmq://a").setUri("kafka://b")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("kafka");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> new TernConnectionFactory("ternmq://a?colour=red")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("colour").hasMessageContaining("prefetch");
        assertThatThrownBy(() -> new TernConnectionFactory("ternmq://a?prefetch=many")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("many");
        assertThatThrownBy(() -> new TernConnectionFactory("a:b").createConnection()).isInstanceOf(JMSException.class)
            .hasMessageContaining("a:b");
        assertThatThrownBy(() -> new TernConnectionFactory().createContext()).isInstanceOf(JMSRuntimeException.class)
            .hasMessageContaining("host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker:port", "broker:", ":9876", "broker:0", "broker:65536", "my broker:9876", "rocketmq://broker:9876", "::1",
        "[]:9876", "a:1;:2", ";"})
    void refusesWhatIsNoAddress(String addresses) {
        TernConnectionFactory factory = new TernConnectionFactory();
        factory.setNamesrvAddr(addresses);

        assertThatThrownBy(factory::validate).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("(expected: host:port");
        assertThatThrownBy(factory::createConnection).isInstanceOf(JMSException.class).hasMessageContaining("(expected: host:port")
            .extracting("errorCode").isEqualTo("TERN-106");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"broker", "broker:9876", "127.0.0.1:1,b;c:65535", "[::1]:9876", "[fe80::]", "${broker.host}:9876"})
    void takesAddressesThatMayBeThereAndNoneForNotSet(String addresses) {
        TernConnectionFactory factory = new TernConnectionFactory();
        factory.setNamesrvAddr(addresses);

        assertThatCode(factory::validate).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"prefetch, 0", "ackWindow, -1", "requestTimeoutMs, 0", "reconnectDelayMs, 0", "redeliveryMultiplierPercent, 50"})
    void seesWithoutConnectingThatAValueIsOutOfRange(String option, String value) {
        TernConnectionFactory factory = new TernConnectionFactory();
        factory.setOption(option, value);

        assertThatThrownBy(factory::validate).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected: ");
    }

    @Test
    void everyOptionHasASetterAndStandsInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        Map<String, Method> setters = new HashMap<>();
        for (Method method : TernConnectionFactory.class.getMethods()) {
            if (method.getName().matches("set[A-Z]\\w*") && method.getParameterCount() == 1) {
                setters.put(method.getName().substring(3, 4).toLowerCase(Locale.ROOT) + method.getName().substring(4), method);
            }
        }
        assertThat(FactoryOptions.names()).hasSizeGreaterThan(20);
        assertThat(setters.keySet()).containsAll(FactoryOptions.names());
        for (String option : FactoryOptions.names()) {
            if (!option.equals("namesrvAddr") && !option.equals("protocol")) {
                assertThat(readme).as("the parts of the URI are no options of it; all others are").contains("`" + option + "`");
            }
        }
    }

    @Test
    void saysWhichAddressesDoNotAnswer() {
        TernConnectionFactory factory = new TernConnectionFactory("ternmq://127.0.0.1:1?connectTimeoutMs=2000");

        assertThatThrownBy(factory::createConnection).isInstanceOf(JMSException.class).hasMessageContaining("127.0.0.1:1")
            .extracting("errorCode").isEqualTo("TERN-102");
    }

    @Test
    void travelsThroughJndi() throws Exception {
        TernConnectionFactory factory = new TernConnectionFactory("rocketmq://a:1,b:2?clientId=me&maxDeliveries=7&redeliveryDelayMs=10");
        factory.setPassword("secret");

        TernConnectionFactory back = (TernConnectionFactory) throughJndi(factory);

        assertThat(back.getUri()).isEqualTo(factory.getUri());
        assertThat(back.getPassword()).isEqualTo("secret");
        assertThat(throughJndi(new TernQueue("q?consumerGroup=g"))).isEqualTo(new TernQueue("q")).hasToString("q?consumerGroup=g");
        assertThat(throughJndi(new TernTopic("t"))).isEqualTo(new TernTopic("t"));
    }

    private static Object throughJndi(Referenceable object) throws Exception {
        String factoryClass = object.getReference().getFactoryClassName();
        ObjectFactory factory = (ObjectFactory) Class.forName(factoryClass).getConstructor().newInstance();
        return factory.getObjectInstance(object.getReference(), null, null, null);
    }

    @Test
    void travelsBySerialisation() throws IOException, ClassNotFoundException {
        TernConnectionFactory factory = new TernConnectionFactory("ternmq://a:1?user=u");

        assertThat(((TernConnectionFactory) serialised(factory)).getUri()).isEqualTo(factory.getUri());
        assertThat(serialised(new TernTopic("t"))).isEqualTo(new TernTopic("t"));
    }

    private static Object serialised(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void destinationsAreEqualByKindAndName() {
        TernDestination queue = new TernQueue("a");

        assertThat(queue).isNotEqualTo(new TernTopic("a")).isNotEqualTo(new TernQueue("b")).isEqualTo(new TernQueue("a?consumerGroup=g"));
        assertThat(new TernQueue("a?consumerGroup=g").getConsumerGroup()).isEqualTo("g");
        assertThatThrownBy(() -> new TernQueue("")).isInstanceOf(IllegalArgumentException.class);
    }
}
