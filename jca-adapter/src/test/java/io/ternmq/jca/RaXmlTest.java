package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The deployment descriptor against the classes that it names. Servers drop a property silently whose getter and setter are not of
 * exactly the declared type.
 */
class RaXmlTest {

    private static final List<String> CLASS_ELEMENTS =
            List.of("resourceadapter-class", "managedconnectionfactory-class", "activationspec-class", "adminobject-class");

    private final Descriptor descriptor = Descriptor.read();
    private final Descriptor ofOpenLiberty = Descriptor.read("wlp-ra.xml");

    @Test
    void declaresOnlyPropertiesThatTheBeansHave() throws IntrospectionException {
        int checked = 0;
        for (String element : CLASS_ELEMENTS) {
            for (Descriptor.Bean bean : descriptor.beans(element)) {
                for (Descriptor.Property property : bean.properties()) {
                    check(bean.type(), property);
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(40);
    }

    /** Open Liberty copies descriptions into XML of its own without escaping, and then drops the whole adapter. */
    @Test
    void keepsDescriptionsFreeOfMarkup() {
        List<String> descriptions = new ArrayList<>(descriptor.texts("description"));
        descriptions.addAll(ofOpenLiberty.attributes("description"));

        assertThat(descriptions).isNotEmpty().noneMatch(text -> text.matches("(?s).*[&<>\"].*"));
    }

    @Test
    void declaresWhatThePooledConnectionsCan() {
        assertThat(descriptor.texts("transaction-support")).containsExactly("XATransaction");
        assertThat(descriptor.texts("reauthentication-support")).containsExactly("false");
    }

    /** Open Liberty drops the whole adapter when its file names anything else. */
    @Test
    void describesForOpenLibertyWhatIsDeclared() {
        for (String element : List.of("adminobject-interface", "adminobject-class", "connectionfactory-interface", "messagelistener-type")) {
            assertThat(ofOpenLiberty.attributes(element)).as(element).containsExactlyInAnyOrderElementsOf(descriptor.texts(element));
        }
        assertThat(descriptor.texts("config-property-name")).containsAll(ofOpenLiberty.attributes("config-property-name"));
    }

    /** Open Liberty leaves out what is none of the options, and what it leaves out must not mean something else than what was said. */
    @Test
    void offersNoOptionsForWhatHasADefault() {
        assertThat(ofOpenLiberty.attributes("config-property-name")).containsOnly("destinationType");
        for (String attribute : List.of("default", "min", "max")) {
            assertThat(ofOpenLiberty.attributes(attribute)).as(attribute).isEmpty();
        }
    }

    private static void check(Class<?> bean, Descriptor.Property property) throws IntrospectionException {
        PropertyDescriptor found = Arrays.stream(Introspector.getBeanInfo(bean).getPropertyDescriptors())
                .filter(candidate -> candidate.getName().equals(property.name())).findFirst()
                .orElseThrow(() -> new AssertionError(bean + " has no property " + property.name()));
        assertThat(found.getReadMethod()).as("getter of %s in %s", property.name(), bean).isNotNull();
        assertThat(found.getReadMethod().getReturnType()).as("getter of %s in %s", property.name(), bean).isEqualTo(property.type());
        assertThat(found.getWriteMethod()).as("setter of %s in %s", property.name(), bean).isNotNull();
        assertThat(found.getWriteMethod().getParameterTypes()).as("setter of %s in %s", property.name(), bean)
                .containsExactly(property.type());
    }
}
