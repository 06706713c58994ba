package io.ternmq.jca;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A deployment descriptor. */
record Descriptor(Element connector) {

    /** A class that the descriptor names, with the properties that it declares for it. */
    record Bean(Class<?> type, List<Property> properties) {
        @Override
        public String toString() {
            return type.getSimpleName();
        }
    }

    /** A declared property. */
    record Property(String name, Class<?> type, String description) {
    }

    /** The standard one. */
    static Descriptor read() {
        return read("ra.xml");
    }

    static Descriptor read(String name) {
        try {
            return new Descriptor(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(Path.of("src/main/rar/META-INF", name).toFile()).getDocumentElement());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The classes in elements of this name, {@code managedconnectionfactory-class} for example. */
    List<Bean> beans(String element) {
        List<Bean> found = new ArrayList<>();
        for (Element declared : all(element)) {
            List<Property> properties = children((Element) declared.getParentNode(), "config-property").stream()
                    .map(property -> new Property(text(property, "config-property-name"), load(text(property, "config-property-type")),
                            text(property, "description")))
                    .toList();
            found.add(new Bean(load(declared.getTextContent()), properties));
        }
        return found;
    }

    /** The texts of all elements of this name. */
    List<String> texts(String element) {
        return all(element).stream().map(found -> found.getTextContent().trim()).toList();
    }

    /** The values of all attributes of this name. */
    List<String> attributes(String attribute) {
        return all("*").stream().filter(found -> found.hasAttribute(attribute)).map(found -> found.getAttribute(attribute)).toList();
    }

    private List<Element> all(String element) {
        NodeList found = connector.getElementsByTagName(element);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name.trim());
        } catch (ClassNotFoundException e) {
            throw new AssertionError("The descriptor names a class that is not there", e);
        }
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
