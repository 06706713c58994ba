package io.ternmq.jms.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import javax.naming.Referenceable;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.Test;

/** Administered objects (Messaging 3.1 §5) in JNDI. */
class JndiTest {
    private static InitialContext context(String... keysAndValues) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, TernInitialContextFactory.class.getName());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            environment.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new InitialContext(environment);
    }

    @Test
    void findsWhatTheEnvironmentNames() throws NamingException {
        InitialContext context = context("connectionFactory.jms/cf", "ternmq://a:1,b:2?prefetch=7", "queue.jms/orders", "orders?consumerGroup=g",
            "topic.news", "company news", "xaConnectionFactory.xa", "c:3");

        TernConnectionFactory factory = (TernConnectionFactory) context.lookup("jms/cf");
        assertThat(factory.getNamesrvAddr()).isEqualTo("a:1;b:2");
        assertThat(factory.getPrefetch()).isEqualTo(7);
        assertThat(((TernXAConnectionFactory) context.lookup("xa")).getNamesrvAddr()).isEqualTo("c:3");
        assertThat(context.lookup(new CompositeName("jms/orders"))).isEqualTo(new TernQueue("orders"))
            .extracting("consumerGroup").isEqualTo("g");
        assertThat(context.lookup("news")).isEqualTo(new TernTopic("company news"));
        assertThat(Collections.list(context.list("")).stream().map(NameClassPair::getName)).containsExactly("jms/cf", "jms/orders", "news",
            "xa");
        assertThat(Collections.list(context.listBindings("")).stream().map(Binding::getObject)).contains(new TernTopic("company news"));
    }

    @Test
    void providerUrlGivesDefaults() throws NamingException {
        InitialContext context = context(Context.PROVIDER_URL, "ternmq://here:1", Context.SECURITY_PRINCIPAL, "me",
            Context.SECURITY_CREDENTIALS, "secret", "connectionFactory.cf", "", "connectionFactory.other", "ternmq://there:2?user=you");

        for (String name : List.of("ConnectionFactory", "XAConnectionFactory", "cf")) {
            TernConnectionFactory factory = (TernConnectionFactory) context.lookup(name);
            assertThat(factory.getNamesrvAddr()).as(name).isEqualTo("here:1");
            assertThat(factory.getUser()).isEqualTo("me");
            assertThat(factory.getPassword()).isEqualTo("secret");
        }
        TernConnectionFactory other = (TernConnectionFactory) context.lookup("other");
        assertThat(other.getNamesrvAddr()).isEqualTo("there:2");
        assertThat(other.getUser()).isEqualTo("you");
        assertThat(other.getPassword()).isNull();
    }

    @Test
    void findsDestinationsThatNobodyNamed() throws NamingException {
        InitialContext context = context();

        assertThat(context.lookup("dynamicQueues/a/b")).isEqualTo(new TernQueue("a/b"));
        assertThat(context.lookup("dynamicTopics/news")).isEqualTo(new TernTopic("news"));
        assertThat(((Context) context.lookup("")).lookup("dynamicTopics/news")).isEqualTo(new TernTopic("news"));
    }

    @Test
    void saysWhatIsWrong() throws NamingException {
        InitialContext context = context("queue.orders", "orders");

        assertThatThrownBy(() -> context.lookup("order")).isInstanceOf(NameNotFoundException.class).hasMessageContaining("[orders]");
        assertThatThrownBy(() -> context.lookup("dynamicQueues/")).isInstanceOf(NameNotFoundException.class);
        assertThatThrownBy(() -> context.list("orders")).isInstanceOf(NotContextException.class);
        assertThatThrownBy(() -> context.bind("x", "y")).isInstanceOf(OperationNotSupportedException.class);
        assertThatThrownBy(() -> context("connectionFactory.cf", "ternmq://a:1?prefech=7")).isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("prefech");
        assertThatThrownBy(() -> context("connectionFactory.cf", "")).isInstanceOf(ConfigurationException.class)
            .hasMessageContaining(Context.PROVIDER_URL);
        assertThatThrownBy(() -> context("queue.q", "")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void referencesBringAdministeredObjectsBack() throws Exception {
        TernXAConnectionFactory xa = new TernXAConnectionFactory("ternmq://a:1?prefetch=9&user=me");
        for (Referenceable object : List.of(new TernConnectionFactory("ternmq://a:1?clientId=c"), xa, new TernQueue("q?consumerGroup=g"),
            new TernTopic("t"))) {
            Object back = NamingManager.getObjectInstance(object.getReference(), null, null, null);
            assertThat(back).hasSameClassAs(object).usingRecursiveComparison().isEqualTo(object);
            assertThat(copied(object)).hasSameClassAs(object).usingRecursiveComparison().isEqualTo(object);
        }
    }

    private static Object copied(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
