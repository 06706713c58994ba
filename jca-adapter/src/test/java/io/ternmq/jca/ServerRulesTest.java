package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ResourceAdapterInternalException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What servers check of an adapter before they deploy it: the rules of IronJacamar's validator by their names and the sections of the
 * specification that they go back to, and behind each what it is there for.
 */
class ServerRulesTest {

    private static final Set<Class<?>> PROPERTY_TYPES = Set.of(Boolean.class, Byte.class, Character.class, Double.class, Float.class,
            Integer.class, Long.class, Short.class, String.class);

    private final Descriptor descriptor = Descriptor.read();
    private final List<Descriptor.Bean> adapters = descriptor.beans("resourceadapter-class");
    private final List<Descriptor.Bean> factories = descriptor.beans("managedconnectionfactory-class");
    private final List<Descriptor.Bean> specs = descriptor.beans("activationspec-class");
    private final List<Descriptor.Bean> adminObjects = descriptor.beans("adminobject-class");
    private final List<Descriptor.Bean> connectionFactories = descriptor.beans("connectionfactory-impl-class");

    @TestFactory
    Stream<DynamicTest> resourceAdapter() {
        return Stream.of(
                rule("RANull (5.3.1): there is one", adapters, bean -> assertThat(adapters).hasSize(1)),
                rule("RA (5.3.1): its interface", adapters, bean -> assertThat(ResourceAdapter.class).isAssignableFrom(bean.type())),
                rule("RAConstructor (19.3): a JavaBean", adapters, ServerRulesTest::assertJavaBean),
                rule("RAConfigProperties (20.7): types", adapters, ServerRulesTest::assertPropertyTypes),
                rule("RAEquals (19.4.2): by its properties", adapters, ServerRulesTest::assertEqualByProperties),
                rule("RAHashCode (19.4.2): as equals", adapters, ServerRulesTest::assertHashCodeAsEquals),
                rule("5.3.1: can be stored", adapters, ServerRulesTest::assertSerializable)).flatMap(rule -> rule);
    }

    @TestFactory
    Stream<DynamicTest> managedConnectionFactories() {
        return Stream.of(
                rule("MCFNull (6.5.3.2): one for each interface", factories, bean -> assertThat(factories).hasSize(3)),
                rule("MCF (6.5.3.2): its interface", factories,
                        bean -> assertThat(ManagedConnectionFactory.class).isAssignableFrom(bean.type())),
                rule("MCFConstructor (19.3): a JavaBean", factories, ServerRulesTest::assertJavaBean),
                rule("MCFConfigProperties (20.7): types", factories, ServerRulesTest::assertPropertyTypes),
                rule("MCFEquals (6.5.3.2): by its properties", factories, ServerRulesTest::assertEqualByProperties),
                rule("MCFHashCode (6.5.3.2): as equals", factories, ServerRulesTest::assertHashCodeAsEquals),
                rule("6.5.3.2: can be stored", factories, ServerRulesTest::assertSerializable)).flatMap(rule -> rule);
    }

    @TestFactory
    Stream<DynamicTest> activationSpecs() {
        return Stream.of(
                rule("ASNull (13.4.2.2): one for each listener", specs, bean -> assertThat(specs).hasSize(2)),
                rule("AS (13.4.2.2): its interface", specs, bean -> assertThat(ActivationSpec.class).isAssignableFrom(bean.type())),
                rule("ASConstructor (19.3): a JavaBean", specs, ServerRulesTest::assertJavaBean),
                rule("ASConfigProperties (20.7): types", specs, ServerRulesTest::assertPropertyTypes),
                rule("5.3.3: can be stored", specs, bean -> assertThat(Serializable.class).isAssignableFrom(bean.type())))
                .flatMap(rule -> rule);
    }

    @TestFactory
    Stream<DynamicTest> adminObjects() {
        return Stream.of(
                rule("AONull (19.3): queues and topics", adminObjects, bean -> assertThat(adminObjects).hasSize(2)),
                rule("AOConstructor (19.3): a JavaBean", adminObjects, ServerRulesTest::assertJavaBean),
                rule("AOConfigProperties (20.7): types", adminObjects, ServerRulesTest::assertPropertyTypes),
                rule("AORAA (13.4.2.3): can be stored when it belongs to an adapter", adminObjects, bean ->
                        assertThat(!ResourceAdapterAssociation.class.isAssignableFrom(bean.type())
                                || Referenceable.class.isAssignableFrom(bean.type())
                                && Serializable.class.isAssignableFrom(bean.type())).isTrue()),
                rule("13.4.2.3: can be stored", adminObjects, ServerRulesTest::assertSerializable)).flatMap(rule -> rule);
    }

    @TestFactory
    Stream<DynamicTest> connectionFactories() {
        return Stream.of(
                rule("CFNull (17.5.1.1): one for each interface", connectionFactories, bean -> assertThat(connectionFactories).hasSize(3)),
                rule("CFConstructor (17.5.1.1): of CCI's only, and this is none", connectionFactories, bean ->
                        assertThat(jakarta.resource.cci.ConnectionFactory.class.isAssignableFrom(bean.type())).isFalse()),
                rule("CFReferenceable (17.5.1.1)", connectionFactories,
                        bean -> assertThat(Referenceable.class).isAssignableFrom(bean.type())),
                rule("CFSerializable (17.5.1.1)", connectionFactories,
                        bean -> assertThat(Serializable.class).isAssignableFrom(bean.type()))).flatMap(rule -> rule);
    }

    /** CFReferenceable, CFSerializable: the server's reference stays, also in what is stored. */
    @Test
    void connectionFactoryKeepsItsReference()
            throws ResourceException, NamingException, IOException, ClassNotFoundException {
        Referenceable factory = (Referenceable) new TernManagedConnectionFactory().createConnectionFactory();
        factory.setReference(new Reference("jakarta.jms.ConnectionFactory"));

        Referenceable stored = (Referenceable) storedAndRead(factory);

        assertThat(stored.getReference()).isEqualTo(factory.getReference());
    }

    /** 5.3.1: what was read is an adapter like any other. */
    @Test
    void resourceAdapterWorksAfterItWasStored() throws IOException, ClassNotFoundException, ResourceException {
        TernResourceAdapter adapter = new TernResourceAdapter();
        adapter.setOptions("prefetch=7");

        TernResourceAdapter stored = (TernResourceAdapter) storedAndRead(adapter);
        stored.start(new FakeServer().bootstrapContext());
        stored.stop();

        assertThat(stored.settings().options()).containsEntry("prefetch", "7");
    }

    /** Wrong options are refused when the adapter starts. */
    @Test
    void resourceAdapterDoesNotStartWithWrongOptions() {
        TernResourceAdapter adapter = new TernResourceAdapter();
        adapter.setOptions("nonsense=1");

        assertThatThrownBy(() -> adapter.start(new FakeServer().bootstrapContext()))
                .isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessageContaining("'nonsense' (expected: one of [").hasMessageContaining("TERN-202");
    }

    /** The same holds for an address. */
    @Test
    void resourceAdapterDoesNotStartWithAnAddressThatIsNone() {
        TernResourceAdapter adapter = new TernResourceAdapter();
        adapter.setNameServers("broker:port");

        assertThatThrownBy(() -> adapter.start(new FakeServer().bootstrapContext()))
                .isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessageContaining("nameServers: address 'broker:port' (expected: host:port)").hasMessageContaining("TERN-203");
    }

    /** MC (6.5.4.5), MCGetMetaData (6.5.5.2). */
    @Test
    void managedConnectionHasMetaData() throws ResourceException {
        TernResourceAdapter adapter = new TernResourceAdapter(new FakeProvider());
        adapter.setNameServers("broker:9876");
        TernManagedConnectionFactory factory = new TernManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        factory.setUser("ann");

        ManagedConnection connection = factory.createManagedConnection(null, null);

        assertThat(connection.getMetaData()).isNotNull();
        assertThat(connection.getMetaData().getUserName()).isEqualTo("ann");
        assertThat(connection.getMetaData().getMaxConnections()).isZero();
    }

    /** 6.5.1.2: equal requests are equal, or nothing is ever matched. */
    @Test
    void connectionRequestsAreValues() throws ReflectiveOperationException {
        Class<?> type = Class.forName("io.ternmq.jca.outbound.ConnectionRequest");

        assertThat(ConnectionRequestInfo.class).isAssignableFrom(type);
        assertThat(type.getDeclaredMethod("equals", Object.class)).isNotNull();
        assertThat(type.getDeclaredMethod("hashCode")).isNotNull();
    }

    private static Stream<DynamicTest> rule(String name, List<Descriptor.Bean> beans, Consumer<Descriptor.Bean> check) {
        assertThat(beans).isNotEmpty();
        return beans.stream().map(bean -> dynamicTest(name + ": " + bean, () -> check.accept(bean)));
    }

    private static void assertJavaBean(Descriptor.Bean bean) {
        int modifiers = bean.type().getModifiers();
        assertThat(Modifier.isPublic(modifiers)).as("public").isTrue();
        assertThat(Modifier.isAbstract(modifiers)).as("abstract").isFalse();
        assertThat(Modifier.isFinal(modifiers)).as("final").isFalse();
        assertThatCode(() -> bean.type().getConstructor()).doesNotThrowAnyException();
    }

    private static void assertPropertyTypes(Descriptor.Bean bean) {
        for (Descriptor.Property property : bean.properties()) {
            assertThat(PROPERTY_TYPES).as(property.name()).contains(property.type());
            assertThat(method(bean.type(), "get", property).getReturnType()).as(property.name()).isEqualTo(property.type());
        }
    }

    /** Two that are configured alike are one; any property makes a difference. */
    private static void assertEqualByProperties(Descriptor.Bean bean) {
        assertThat(make(bean)).isEqualTo(make(bean)).isNotEqualTo(null).isNotEqualTo("another class");
        for (Descriptor.Property property : bean.properties()) {
            Object one = with(bean, property, "a");
            assertThat(one).as(property.name()).isEqualTo(with(bean, property, "a")).isNotEqualTo(with(bean, property, "b"))
                    .isNotEqualTo(make(bean));
        }
    }

    private static void assertHashCodeAsEquals(Descriptor.Bean bean) {
        assertThat(make(bean)).hasSameHashCodeAs(make(bean));
        for (Descriptor.Property property : bean.properties()) {
            assertThat(with(bean, property, "a")).hasSameHashCodeAs(with(bean, property, "a"));
        }
    }

    private static void assertSerializable(Descriptor.Bean bean) {
        Object configured = make(bean);
        for (Descriptor.Property property : bean.properties()) {
            if (property.type() == String.class) {
                set(configured, property, "a");
            }
        }
        try {
            assertThat(storedAndRead(configured)).isEqualTo(configured);
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Object with(Descriptor.Bean bean, Descriptor.Property property, String value) {
        Object made = make(bean);
        set(made, property, value);
        return made;
    }

    private static Object make(Descriptor.Bean bean) {
        try {
            return bean.type().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void set(Object bean, Descriptor.Property property, Object value) {
        try {
            method(bean.getClass(), "set", property, property.type()).invoke(bean, value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Method method(Class<?> bean, String prefix, Descriptor.Property property, Class<?>... parameters) {
        try {
            return bean.getMethod(prefix + property.name().substring(0, 1).toUpperCase(Locale.ROOT) + property.name().substring(1),
                    parameters);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Object storedAndRead(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stored)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored.toByteArray()))) {
            return in.readObject();
        }
    }
}
