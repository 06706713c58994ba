package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.fake.FakeNames;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import jakarta.resource.ResourceException;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that gives factories and activations what the adapter has by the same name and they have not, as Open Liberty does. */
class CopiedPropertiesTest {

    private final FakeNames names = FakeNames.open();
    private final FakeServer server = new FakeServer();
    private final FakeProvider provider = new FakeProvider();
    private final TernResourceAdapter adapter = new TernResourceAdapter(provider);

    @BeforeEach
    void start() throws ResourceException {
        adapter.setNameServers("here:9876");
        adapter.setUser("adapter");
        adapter.setPassword("adapter's");
        adapter.setOptions("sendTimeoutMs=7000");
        adapter.start(server.bootstrapContext());
    }

    @AfterEach
    void stop() {
        adapter.stop();
        server.close();
        names.close();
    }

    private <T> T configured(T bean, Map<String, String> properties) throws ReflectiveOperationException, IntrospectionException {
        Map<String, Method> getters = new HashMap<>();
        for (PropertyDescriptor property : Introspector.getBeanInfo(TernResourceAdapter.class).getPropertyDescriptors()) {
            getters.put(property.getName(), property.getReadMethod());
        }
        for (PropertyDescriptor property : Introspector.getBeanInfo(bean.getClass()).getPropertyDescriptors()) {
            Method getter = getters.get(property.getName());
            Object value = properties.get(property.getName());
            if (value == null && getter != null) {
                value = getter.invoke(adapter);
            }
            if (value != null && property.getWriteMethod() != null) {
                property.getWriteMethod().invoke(bean, value);
            }
        }
        return bean;
    }

    private TernManagedConnectionFactory factory(Map<String, String> properties) throws Exception {
        TernManagedConnectionFactory factory = new TernManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        return configured(factory, properties);
    }

    private TernActivationSpec activation(Map<String, String> properties) throws Exception {
        TernActivationSpec spec = new TernActivationSpec();
        spec.setResourceAdapter(adapter);
        return configured(spec, properties);
    }

    /** Recovery goes where deliveries go. */
    private ConnectionSettings settingsOf(TernActivationSpec spec) throws ResourceException, XAException {
        adapter.getXAResources(new TernActivationSpec[] {spec})[0].recover(XAResource.TMSTARTRSCAN);
        return provider.last().settings();
    }

    @Test
    void aFactoryKeepsItsUserByEitherName() throws Exception {
        for (String name : new String[] {"user", "userName"}) {
            factory(Map.of(name, "clerk", "password", "secret")).createManagedConnection(null, null);

            assertThat(provider.last().settings()).isEqualTo(new ConnectionSettings("here:9876", "clerk", "secret", null,
                    Map.of("sendTimeoutMs", "7000")));
        }
    }

    @Test
    void anActivationKeepsItsUserByEitherName() throws Exception {
        for (String name : new String[] {"user", "userName"}) {
            assertThat(settingsOf(activation(Map.of(name, "clerk", "password", "secret")))).isEqualTo(
                    new ConnectionSettings("here:9876", "clerk", "secret", null, Map.of("sendTimeoutMs", "7000")));
        }
    }

    @Test
    void theFactoryThatAnActivationNamesGoesBeforeWhatWasCopied() throws Exception {
        names.bind("jms/elsewhere", factory(Map.of("nameServers", "elsewhere:9876", "user", "clerk", "password", "secret"))
                .createConnectionFactory());

        assertThat(settingsOf(activation(Map.of("connectionFactoryLookup", "jms/elsewhere")))).isEqualTo(
                new ConnectionSettings("elsewhere:9876", "clerk", "secret", null, Map.of("sendTimeoutMs", "7000")));
    }

    @Test
    void whatTheActivationItselfSaysGoesBeforeTheFactory() throws Exception {
        names.bind("jms/elsewhere", factory(Map.of("nameServers", "elsewhere:9876")).createConnectionFactory());

        assertThat(settingsOf(activation(Map.of("connectionFactoryLookup", "jms/elsewhere", "nameServers", "third:9876")))
                .nameServers()).isEqualTo("third:9876");
    }
}
