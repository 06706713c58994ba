package io.ternmq.jca.outbound;

import static io.ternmq.jca.outbound.RuntimeExceptions.call;
import static io.ternmq.jca.outbound.RuntimeExceptions.run;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.Serializable;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A producer of the simplified interface. Its properties and headers are kept in a message that is never sent, so that they convert
 * and are checked exactly as a message's own. Owned by the application's thread.
 */
final class ContextProducer implements JMSProducer {

    private final Session session;
    private final MessageProducer producer;
    private final Message template;

    ContextProducer(Session session) throws JMSException {
        this.session = session;
        this.producer = session.createProducer(null);
        this.template = session.createMessage();
    }

    @Override
    public JMSProducer send(Destination destination, Message message) {
        run(() -> {
            if (message == null) {
                throw new MessageFormatException("message: null");
            }
            copyTemplate(message);
            producer.send(destination, message);
        });
        return this;
    }

    @Override
    public JMSProducer send(Destination destination, String body) {
        return send(destination, call(() -> session.createTextMessage(body)));
    }

    @Override
    public JMSProducer send(Destination destination, Map<String, Object> body) {
        return send(destination, call(() -> {
            MapMessage message = session.createMapMessage();
            if (body != null) {
                for (Map.Entry<String, Object> entry : body.entrySet()) {
                    message.setObject(entry.getKey(), entry.getValue());
                }
            }
            return message;
        }));
    }

    @Override
    public JMSProducer send(Destination destination, byte[] body) {
        return send(destination, call(() -> {
            BytesMessage message = session.createBytesMessage();
            if (body != null) {
                message.writeBytes(body);
            }
            return message;
        }));
    }

    @Override
    public JMSProducer send(Destination destination, Serializable body) {
        return send(destination, call(() -> session.createObjectMessage(body)));
    }

    private void copyTemplate(Message message) throws JMSException {
        for (String name : names()) {
            message.setObjectProperty(name, template.getObjectProperty(name));
        }
        if (template.getJMSCorrelationID() != null) {
            message.setJMSCorrelationID(template.getJMSCorrelationID());
        }
        if (template.getJMSType() != null) {
            message.setJMSType(template.getJMSType());
        }
        if (template.getJMSReplyTo() != null) {
            message.setJMSReplyTo(template.getJMSReplyTo());
        }
    }

    private Set<String> names() throws JMSException {
        Set<String> names = new HashSet<>();
        Enumeration<?> present = template.getPropertyNames();
        while (present.hasMoreElements()) {
            names.add((String) present.nextElement());
        }
        return names;
    }

    /** Refused: asynchronous sends are not permitted in an application server. Null, which asks for none, is accepted. */
    @Override
    public JMSProducer setAsync(CompletionListener listener) {
        if (listener != null) {
            throw RuntimeExceptions.of(ConnectionHandle.notInContainer("JMSProducer.setAsync"));
        }
        return this;
    }

    @Override
    public CompletionListener getAsync() {
        return null;
    }

    @Override
    public JMSProducer setDisableMessageID(boolean value) {
        run(() -> producer.setDisableMessageID(value));
        return this;
    }

    @Override
    public boolean getDisableMessageID() {
        return call(producer::getDisableMessageID);
    }

    @Override
    public JMSProducer setDisableMessageTimestamp(boolean value) {
        run(() -> producer.setDisableMessageTimestamp(value));
        return this;
    }

    @Override
    public boolean getDisableMessageTimestamp() {
        return call(producer::getDisableMessageTimestamp);
    }

    @Override
    public JMSProducer setDeliveryMode(int mode) {
        run(() -> producer.setDeliveryMode(mode));
        return this;
    }

    @Override
    public int getDeliveryMode() {
        return call(producer::getDeliveryMode);
    }

    @Override
    public JMSProducer setPriority(int value) {
        run(() -> producer.setPriority(value));
        return this;
    }

    @Override
    public int getPriority() {
        return call(producer::getPriority);
    }

    @Override
    public JMSProducer setTimeToLive(long valueMs) {
        run(() -> producer.setTimeToLive(valueMs));
        return this;
    }

    @Override
    public long getTimeToLive() {
        return call(producer::getTimeToLive);
    }

    @Override
    public JMSProducer setDeliveryDelay(long valueMs) {
        run(() -> producer.setDeliveryDelay(valueMs));
        return this;
    }

    @Override
    public long getDeliveryDelay() {
        return call(producer::getDeliveryDelay);
    }

    @Override
    public JMSProducer setJMSCorrelationIDAsBytes(byte[] value) {
        run(() -> template.setJMSCorrelationIDAsBytes(value));
        return this;
    }

    @Override
    public byte[] getJMSCorrelationIDAsBytes() {
        return call(template::getJMSCorrelationIDAsBytes);
    }

    @Override
    public JMSProducer setJMSCorrelationID(String value) {
        run(() -> template.setJMSCorrelationID(value));
        return this;
    }

    @Override
    public String getJMSCorrelationID() {
        return call(template::getJMSCorrelationID);
    }

    @Override
    public JMSProducer setJMSType(String value) {
        run(() -> template.setJMSType(value));
        return this;
    }

    @Override
    public String getJMSType() {
        return call(template::getJMSType);
    }

    @Override
    public JMSProducer setJMSReplyTo(Destination value) {
        run(() -> template.setJMSReplyTo(value));
        return this;
    }

    @Override
    public Destination getJMSReplyTo() {
        return call(template::getJMSReplyTo);
    }

    @Override
    public JMSProducer setProperty(String name, boolean value) {
        run(() -> template.setBooleanProperty(name, value));
        return this;
    }

    @Override
    public boolean getBooleanProperty(String name) {
        return call(() -> template.getBooleanProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, byte value) {
        run(() -> template.setByteProperty(name, value));
        return this;
    }

    @Override
    public byte getByteProperty(String name) {
        return call(() -> template.getByteProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, short value) {
        run(() -> template.setShortProperty(name, value));
        return this;
    }

    @Override
    public short getShortProperty(String name) {
        return call(() -> template.getShortProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, int value) {
        run(() -> template.setIntProperty(name, value));
        return this;
    }

    @Override
    public int getIntProperty(String name) {
        return call(() -> template.getIntProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, long value) {
        run(() -> template.setLongProperty(name, value));
        return this;
    }

    @Override
    public long getLongProperty(String name) {
        return call(() -> template.getLongProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, float value) {
        run(() -> template.setFloatProperty(name, value));
        return this;
    }

    @Override
    public float getFloatProperty(String name) {
        return call(() -> template.getFloatProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, double value) {
        run(() -> template.setDoubleProperty(name, value));
        return this;
    }

    @Override
    public double getDoubleProperty(String name) {
        return call(() -> template.getDoubleProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, String value) {
        run(() -> template.setStringProperty(name, value));
        return this;
    }

    @Override
    public String getStringProperty(String name) {
        return call(() -> template.getStringProperty(name));
    }

    @Override
    public JMSProducer setProperty(String name, Object value) {
        run(() -> template.setObjectProperty(name, value));
        return this;
    }

    @Override
    public Object getObjectProperty(String name) {
        return call(() -> template.getObjectProperty(name));
    }

    @Override
    public JMSProducer clearProperties() {
        run(template::clearProperties);
        return this;
    }

    @Override
    public boolean propertyExists(String name) {
        return call(() -> template.propertyExists(name));
    }

    @Override
    public Set<String> getPropertyNames() {
        return Collections.unmodifiableSet(call(this::names));
    }
}
