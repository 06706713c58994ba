package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;

import java.beans.BeanInfo;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The deployment descriptor against the classes that it names. Servers drop a property silently whose getter and setter are not of
 * exactly the declared type.
 */
class RaXmlTest {

    private static final List<String> CLASS_ELEMENTS =
            List.of("resourceadapter-class", "managedconnectionfactory-class", "activationspec-class", "adminobject-class");

    @Test
    void declaresOnlyPropertiesThatTheBeansHave()
            throws ParserConfigurationException, SAXException, IOException, ClassNotFoundException, IntrospectionException {
        Element connector = descriptor();
        int checked = 0;
        for (String element : CLASS_ELEMENTS) {
            NodeList found = connector.getElementsByTagName(element);
            for (int i = 0; i < found.getLength(); i++) {
                checked += check(Class.forName(found.item(i).getTextContent()), (Element) found.item(i).getParentNode());
            }
        }
        assertThat(checked).isGreaterThan(40);
    }

    /** Open Liberty copies descriptions into XML of its own without escaping, and then drops the whole adapter. */
    @Test
    void keepsDescriptionsFreeOfMarkup() throws ParserConfigurationException, SAXException, IOException {
        NodeList descriptions = descriptor().getElementsByTagName("description");
        for (int i = 0; i < descriptions.getLength(); i++) {
            assertThat(descriptions.item(i).getTextContent()).doesNotContain("&", "<", ">", "\"");
        }
    }

    private static Element descriptor() throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(Path.of("src/main/rar/META-INF/ra.xml").toFile()).getDocumentElement();
    }

    private static int check(Class<?> bean, Element declaration) throws ClassNotFoundException, IntrospectionException {
        List<Element> properties = children(declaration, "config-property");
        for (Element property : properties) {
            String name = text(property, "config-property-name");
            Class<?> type = Class.forName(text(property, "config-property-type"));
            PropertyDescriptor descriptor = descriptor(bean, name);
            assertThat(descriptor.getReadMethod()).as("getter of %s in %s", name, bean).isNotNull();
            assertThat(descriptor.getReadMethod().getReturnType()).as("getter of %s in %s", name, bean).isEqualTo(type);
            assertThat(descriptor.getWriteMethod()).as("setter of %s in %s", name, bean).isNotNull();
            assertThat(descriptor.getWriteMethod().getParameterTypes()).as("setter of %s in %s", name, bean).containsExactly(type);
        }
        return properties.size();
    }

    private static PropertyDescriptor descriptor(Class<?> bean, String name) throws IntrospectionException {
        BeanInfo info = Introspector.getBeanInfo(bean);
        return Arrays.stream(info.getPropertyDescriptors()).filter(descriptor -> descriptor.getName().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(bean + " has no property " + name));
    }

    private static String text(Element parent, String name) {
        return children(parent, name).get(0).getTextContent().trim();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
