package io.ternmq.jms.session;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.Destinations;
import io.ternmq.jms.message.TernMessage;
import io.ternmq.jms.session.MessageSender.Quality;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The simplified API's producer: settings for the messages that it sends. Used by its session's thread. */
final class TernContextProducer implements JMSProducer {
    private final TernSession session;
    private final MessageSender sender;
    // Header fields and properties for every message; it is never sent itself.
    private final TernMessage template = new TernMessage();
    private Quality quality = Quality.DEFAULT;
    private boolean isMessageIdDisabled;
    private boolean isCorrelationBytes;
    private CompletionListener async;

    TernContextProducer(TernConnection connection, TernSession session) {
        this.session = session;
        this.sender = new MessageSender(connection, session.core());
    }

    @Override
    public JMSProducer send(Destination destination, Message message) {
        return Unchecked.call(() -> {
            session.core().requireOpen();
            TernDestination target = Destinations.require(destination);
            if (message != null) {
                applyTemplate(message);
            }
            sender.send(target, message, quality, async);
            return this;
        });
    }

    private void applyTemplate(Message message) throws JMSException {
        for (String name : getPropertyNames()) {
            message.setObjectProperty(name, template.getObjectProperty(name));
        }
        if (isCorrelationBytes) {
            message.setJMSCorrelationIDAsBytes(template.getJMSCorrelationIDAsBytes());
        } else if (template.getJMSCorrelationID() != null) {
            message.setJMSCorrelationID(template.getJMSCorrelationID());
        }
        if (template.getJMSReplyTo() != null) {
            message.setJMSReplyTo(template.getJMSReplyTo());
        }
        if (template.getJMSType() != null) {
            message.setJMSType(template.getJMSType());
        }
    }

    @Override
    public JMSProducer send(Destination destination, String body) {
        return send(destination, Unchecked.call(() -> session.createTextMessage(body)));
    }

    @Override
    public JMSProducer send(Destination destination, Map<String, Object> body) {
        return send(destination, Unchecked.call(() -> {
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
        return send(destination, Unchecked.call(() -> {
            BytesMessage message = session.createBytesMessage();
            if (body != null) {
                message.writeBytes(body);
            }
            return message;
        }));
    }

    @Override
    public JMSProducer send(Destination destination, Serializable body) {
        return send(destination, Unchecked.call(() -> session.createObjectMessage(body)));
    }

    private JMSProducer set(Unchecked.Action action) {
        Unchecked.run(action);
        return this;
    }

    private JMSProducer setQuality(int deliveryMode, int priority, long timeToLiveMs, long deliveryDelayMs,
            boolean hasTimestamp) {
        return set(() -> quality = Quality.of(deliveryMode, priority, timeToLiveMs, deliveryDelayMs, hasTimestamp));
    }

    @Override
    public JMSProducer setDisableMessageID(boolean disable) {
        isMessageIdDisabled = disable;
        return this;
    }

    @Override
    public boolean getDisableMessageID() {
        return isMessageIdDisabled;
    }

    @Override
    public JMSProducer setDisableMessageTimestamp(boolean disable) {
        return setQuality(quality.deliveryMode(), quality.priority(), quality.timeToLiveMs(), quality.deliveryDelayMs(), !disable);
    }

    @Override
    public boolean getDisableMessageTimestamp() {
        return !quality.hasTimestamp();
    }

    @Override
    public JMSProducer setDeliveryMode(int deliveryMode) {
        return setQuality(deliveryMode, quality.priority(), quality.timeToLiveMs(), quality.deliveryDelayMs(), quality.hasTimestamp());
    }

    @Override
    public int getDeliveryMode() {
        return quality.deliveryMode();
    }

    @Override
    public JMSProducer setPriority(int priority) {
        return setQuality(quality.deliveryMode(), priority, quality.timeToLiveMs(), quality.deliveryDelayMs(), quality.hasTimestamp());
    }

    @Override
    public int getPriority() {
        return quality.priority();
    }

    @Override
    public JMSProducer setTimeToLive(long timeToLive) {
        return setQuality(quality.deliveryMode(), quality.priority(), timeToLive, quality.deliveryDelayMs(), quality.hasTimestamp());
    }

    @Override
    public long getTimeToLive() {
        return quality.timeToLiveMs();
    }

    @Override
    public JMSProducer setDeliveryDelay(long deliveryDelay) {
        return setQuality(quality.deliveryMode(), quality.priority(), quality.timeToLiveMs(), deliveryDelay, quality.hasTimestamp());
    }

    @Override
    public long getDeliveryDelay() {
        return quality.deliveryDelayMs();
    }

    @Override
    public JMSProducer setAsync(CompletionListener completionListener) {
        async = completionListener;
        return this;
    }

    @Override
    public CompletionListener getAsync() {
        return async;
    }

    private JMSProducer setValue(String name, Object value) {
        return set(() -> template.setObjectProperty(name, value));
    }

    @Override
    public JMSProducer setProperty(String name, boolean value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, byte value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, short value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, int value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, long value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, float value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, double value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, String value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer setProperty(String name, Object value) {
        return setValue(name, value);
    }

    @Override
    public JMSProducer clearProperties() {
        template.clearProperties();
        return this;
    }

    @Override
    public boolean propertyExists(String name) {
        return template.propertyExists(name);
    }

    @Override
    public boolean getBooleanProperty(String name) {
        return Unchecked.call(() -> template.getBooleanProperty(name));
    }

    @Override
    public byte getByteProperty(String name) {
        return Unchecked.call(() -> template.getByteProperty(name));
    }

    @Override
    public short getShortProperty(String name) {
        return Unchecked.call(() -> template.getShortProperty(name));
    }

    @Override
    public int getIntProperty(String name) {
        return Unchecked.call(() -> template.getIntProperty(name));
    }

    @Override
    public long getLongProperty(String name) {
        return Unchecked.call(() -> template.getLongProperty(name));
    }

    @Override
    public float getFloatProperty(String name) {
        return Unchecked.call(() -> template.getFloatProperty(name));
    }

    @Override
    public double getDoubleProperty(String name) {
        return Unchecked.call(() -> template.getDoubleProperty(name));
    }

    @Override
    public String getStringProperty(String name) {
        return Unchecked.call(() -> template.getStringProperty(name));
    }

    @Override
    public Object getObjectProperty(String name) {
        return template.getObjectProperty(name);
    }

    @Override
    public Set<String> getPropertyNames() {
        return new LinkedHashSet<>(Collections.list(template.getPropertyNames()));
    }

    @Override
    public JMSProducer setJMSCorrelationIDAsBytes(byte[] correlationId) {
        template.setJMSCorrelationIDAsBytes(correlationId);
        isCorrelationBytes = correlationId != null;
        return this;
    }

    @Override
    public byte[] getJMSCorrelationIDAsBytes() {
        return template.getJMSCorrelationIDAsBytes();
    }

    @Override
    public JMSProducer setJMSCorrelationID(String correlationId) {
        template.setJMSCorrelationID(correlationId);
        isCorrelationBytes = false;
        return this;
    }

    @Override
    public String getJMSCorrelationID() {
        return template.getJMSCorrelationID();
    }

    @Override
    public JMSProducer setJMSType(String type) {
        template.setJMSType(type);
        return this;
    }

    @Override
    public String getJMSType() {
        return template.getJMSType();
    }

    @Override
    public JMSProducer setJMSReplyTo(Destination replyTo) {
        template.setJMSReplyTo(replyTo);
        return this;
    }

    @Override
    public Destination getJMSReplyTo() {
        return template.getJMSReplyTo();
    }
}
