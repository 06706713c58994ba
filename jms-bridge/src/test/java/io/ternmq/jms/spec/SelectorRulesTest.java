package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §3.8: what selectors see of real messages, by broker and client together. */
class SelectorRulesTest extends SpecServer {
    private final List<String> wrong = new ArrayList<>();

    private void send(String body, Map<String, Object> properties) throws JMSException {
        Message message = session.createTextMessage(body);
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        session.createProducer(queue()).send(message);
    }

    private void requireSelected(String selector, String... bodies) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(queue(), selector)) {
            List<String> selected = new ArrayList<>();
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                selected.add(((Message) messages.nextElement()).getBody(String.class));
            }
            if (!selected.equals(List.of(bodies))) {
                wrong.add(selector + " selected " + selected);
            }
        }
    }

    @Test
    void comparisonsWithAbsentValuesAreUnknown() throws JMSException {
        send("none", Map.of());
        send("a1", Map.of("a", 1));
        send("b2", Map.of("b", 2));
        send("a3b2", Map.of("a", 3, "b", 2, "flag", true));

        requireSelected("a = 1", "a1");
        requireSelected("NOT (a = 1)", "a3b2");
        requireSelected("a <> 1", "a3b2");
        requireSelected("a = a", "a1", "a3b2");
        requireSelected("a = 1 OR b = 2", "a1", "b2", "a3b2");
        requireSelected("NOT (a = 1 AND b = 2)", "a3b2");
        requireSelected("NOT (a = 3 AND b = 3)", "a1", "b2", "a3b2");
        requireSelected("a IS NULL", "none", "b2");
        requireSelected("a IS NOT NULL", "a1", "a3b2");
        requireSelected("a BETWEEN 1 AND 2", "a1");
        requireSelected("a NOT BETWEEN 1 AND 2", "a3b2");
        requireSelected("a + b > 4", "a3b2");
        requireSelected("text NOT IN ('x')");
        requireSelected("text NOT LIKE 'x%'");
        requireSelected("text IN ('x') OR flag", "a3b2");
        requireSelected("NOT flag");

        assertThat(wrong).isEmpty();
    }

    @Test
    void headerFieldsAreSelectedByTheirNames() throws JMSException {
        MessageProducer producer = session.createProducer(queue());
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.setPriority(7);
        Message first = session.createTextMessage("first");
        first.setJMSType("kind");
        first.setJMSCorrelationID("c-1");
        producer.send(first);
        send("second", Map.of());

        requireSelected("JMSPriority > 4", "first");
        requireSelected("JMSDeliveryMode = 'NON_PERSISTENT'", "first");
        requireSelected("JMSDeliveryMode = 'PERSISTENT'", "second");
        requireSelected("JMSType = 'kind' AND JMSCorrelationID = 'c-1'", "first");
        requireSelected("JMSType IS NULL AND JMSCorrelationID IS NULL", "second");
        requireSelected("JMSMessageID = '" + first.getJMSMessageID() + "'", "first");
        requireSelected("JMSTimestamp >= " + first.getJMSTimestamp(), "first", "second");
        requireSelected("JMSTimestamp < " + first.getJMSTimestamp());

        assertThat(wrong).isEmpty();
    }

    @Test
    void valuesAreComparedByTheirTypesAndNeverConverted() throws JMSException {
        send("int", Map.of("v", 1));
        send("double", Map.of("v", 1.0));
        send("text", Map.of("v", "1"));
        send("bool", Map.of("v", true));
        send("float", Map.of("v", 1.5f));

        requireSelected("v = 1", "int", "double");
        requireSelected("v = '1'", "text");
        requireSelected("v = TRUE", "bool");
        requireSelected("v > 1.25", "float");
        requireSelected("v IN ('1', '2')", "text");
        requireSelected("V = 1");
        requireSelected("v like '_'", "text");
        requireSelected("v <> '2'", "text");
        requireSelected("'v' = '1'");

        assertThat(wrong).isEmpty();
    }
}
