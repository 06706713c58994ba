package io.ternmq.jms.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ternmq.jms.core.InboundMessage;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import io.ternmq.wire.jms.Address;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Enumeration;
import java.util.HexFormat;

/** A message without body, and what all messages have in common. */
public class TernMessage implements Message {
    private static final String ID_PREFIX = "ID:";

    private final MessageProperties properties = new MessageProperties();
    private String messageId;
    private long timestampMs;
    private JmsHeader.Correlation correlation = JmsHeader.Correlation.NONE;
    private Destination replyTo;
    private Destination destination;
    private int deliveryMode = DEFAULT_DELIVERY_MODE;
    private boolean isRedelivered;
    private String type;
    private long expirationMs;
    private long deliveryTimeMs;
    private int priority = DEFAULT_PRIORITY;
    private Acknowledger acknowledger;

    /** An empty message, writable. */
    public TernMessage() {
    }

    // ---- what subclasses have to say about their body

    BodyType bodyType() {
        return BodyType.NONE;
    }

    /** The body as it travels; null when there is none. */
    byte[] encodeBody() throws JMSException {
        return null;
    }

    /** Takes a received body, or null; read-only from then on. */
    void receiveBody(byte[] body) {
        // a plain message has none
    }

    /** Takes the body of a message of the same kind, which may be another provider's. */
    void copyBody(Message from) throws JMSException {
        // a plain message has none
    }

    Object body() throws JMSException {
        return null;
    }


    // ---- towards and from the core

    /** Takes everything from a received message. */
    final void receive(InboundMessage message, int deliveryCount, Acknowledger newAcknowledger) {
        JmsHeader header = message.header();
        messageId = message.messageId() == null ? null : ID_PREFIX + message.messageId();
        timestampMs = header.timestampMs();
        correlation = header.correlation();
        replyTo = header.replyTo() == null ? null : destinationOf(header.replyTo());
        destination = header.destination() == null ? message.destination() : destinationOf(header.destination());
        deliveryMode = header.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT;
        isRedelivered = deliveryCount > 1;
        type = header.type();
        expirationMs = header.expirationMs();
        deliveryTimeMs = header.deliveryTimeMs() == 0 ? timestampMs : header.deliveryTimeMs();
        priority = header.priority();
        acknowledger = newAcknowledger;
        properties.receive(message.properties(), deliveryCount);
        receiveBody(header.hasBody() ? message.body() : null);
    }

    /**
     * A snapshot to send; the header fields that the producer decides are set already.
     *
     * @param target      destination
     * @param rawId       JMSMessageID without {@code ID:}
     * @param sessionLane order lane for messages without JMSXGroupID
     * @param origin      what noLocal compares
     */
    public final OutboundMessage toOutbound(TernDestination target, String rawId, int sessionLane, String origin) throws JMSException {
        byte[] encoded = encodeBody();
        JmsHeader header = new JmsHeader(bodyType(), encoded != null, deliveryMode == DeliveryMode.PERSISTENT, priority, timestampMs,
            expirationMs, deliveryTimeMs == timestampMs ? 0 : deliveryTimeMs, correlation, replyTo == null ? null : addressOf(replyTo),
            type, addressOf(target), origin);
        Object groupId = properties.get("JMSXGroupID");
        int lane = groupId == null ? sessionLane : groupId.hashCode();
        return new OutboundMessage(target, rawId, header, properties.toSend(), encoded == null ? new byte[0] : encoded, lane);
    }

    private static Destination destinationOf(Address address) {
        return address.kind() == DestinationKind.QUEUE ? new TernQueue(address.name()) : new TernTopic(address.name());
    }

    private static Address addressOf(Destination destination) throws JMSException {
        TernDestination known = Destinations.require(destination);
        return new Address(known.isQueue() ? DestinationKind.QUEUE : DestinationKind.TOPIC, known.getName());
    }

    final MessageProperties properties() {
        return properties;
    }

    // ---- jakarta.jms.Message

    @Override
    public String getJMSMessageID() {
        return messageId;
    }

    @Override
    public void setJMSMessageID(String id) {
        messageId = id;
    }

    @Override
    public long getJMSTimestamp() {
        return timestampMs;
    }

    @Override
    public void setJMSTimestamp(long timestamp) {
        timestampMs = timestamp;
    }

    @Override
    public byte[] getJMSCorrelationIDAsBytes() {
        if (correlation.bytesHex() != null) {
            return HexFormat.of().parseHex(correlation.bytesHex());
        }
        return correlation.text() == null ? null : correlation.text().getBytes(UTF_8);
    }

    @Override
    public void setJMSCorrelationIDAsBytes(byte[] id) {
        correlation = id == null ? JmsHeader.Correlation.NONE : new JmsHeader.Correlation(null, HexFormat.of().formatHex(id));
    }

    @Override
    public String getJMSCorrelationID() {
        return correlation.bytesHex() == null ? correlation.text() : new String(getJMSCorrelationIDAsBytes(), UTF_8);
    }

    @Override
    public void setJMSCorrelationID(String id) {
        correlation = new JmsHeader.Correlation(id, null);
    }

    @Override
    public Destination getJMSReplyTo() {
        return replyTo;
    }

    @Override
    public void setJMSReplyTo(Destination newReplyTo) {
        replyTo = newReplyTo;
    }

    @Override
    public Destination getJMSDestination() {
        return destination;
    }

    @Override
    public void setJMSDestination(Destination newDestination) {
        destination = newDestination;
    }

    @Override
    public int getJMSDeliveryMode() {
        return deliveryMode;
    }

    @Override
    public void setJMSDeliveryMode(int mode) {
        deliveryMode = mode;
    }

    @Override
    public boolean getJMSRedelivered() {
        return isRedelivered;
    }

    @Override
    public void setJMSRedelivered(boolean redelivered) {
        isRedelivered = redelivered;
    }

    @Override
    public String getJMSType() {
        return type;
    }

    @Override
    public void setJMSType(String newType) {
        type = newType;
    }

    @Override
    public long getJMSExpiration() {
        return expirationMs;
    }

    @Override
    public void setJMSExpiration(long expiration) {
        expirationMs = expiration;
    }

    @Override
    public long getJMSDeliveryTime() {
        return deliveryTimeMs;
    }

    @Override
    public void setJMSDeliveryTime(long deliveryTime) {
        deliveryTimeMs = deliveryTime;
    }

    @Override
    public int getJMSPriority() {
        return priority;
    }

    @Override
    public void setJMSPriority(int newPriority) {
        priority = newPriority;
    }

    @Override
    public void clearProperties() {
        properties.clear();
    }

    @Override
    public boolean propertyExists(String name) {
        return properties.has(name);
    }

    @Override
    public boolean getBooleanProperty(String name) throws JMSException {
        return Conversions.toBoolean(properties.get(name));
    }

    @Override
    public byte getByteProperty(String name) throws JMSException {
        return Conversions.toByte(properties.get(name));
    }

    @Override
    public short getShortProperty(String name) throws JMSException {
        return Conversions.toShort(properties.get(name));
    }

    @Override
    public int getIntProperty(String name) throws JMSException {
        return Conversions.toInt(properties.get(name));
    }

    @Override
    public long getLongProperty(String name) throws JMSException {
        return Conversions.toLong(properties.get(name));
    }

    @Override
    public float getFloatProperty(String name) throws JMSException {
        return Conversions.toFloat(properties.get(name));
    }

    @Override
    public double getDoubleProperty(String name) throws JMSException {
        return Conversions.toDouble(properties.get(name));
    }

    @Override
    public String getStringProperty(String name) throws JMSException {
        return Conversions.toText(properties.get(name));
    }

    @Override
    public Object getObjectProperty(String name) {
        return properties.get(name);
    }

    @Override
    public Enumeration<String> getPropertyNames() {
        return properties.names();
    }

    @Override
    public void setBooleanProperty(String name, boolean value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setByteProperty(String name, byte value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setShortProperty(String name, short value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setIntProperty(String name, int value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setLongProperty(String name, long value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setFloatProperty(String name, float value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setDoubleProperty(String name, double value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setStringProperty(String name, String value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void setObjectProperty(String name, Object value) throws JMSException {
        properties.set(name, value);
    }

    @Override
    public void acknowledge() throws JMSException {
        if (acknowledger != null) {
            acknowledger.acknowledge();
        }
    }

    @Override
    public void clearBody() throws JMSException {
        // a plain message has none
    }

    @Override
    public <T> T getBody(Class<T> wanted) throws JMSException {
        Object body = body();
        if (body == null) {
            return null;
        }
        if (!wanted.isInstance(body)) {
            throw MessageErrors.format("The body of a " + bodyType() + " message cannot be read as " + wanted.getName(), null);
        }
        return wanted.cast(body);
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has the raw type
    public boolean isBodyAssignableTo(Class wanted) throws JMSException {
        Object body = body();
        return body == null || wanted.isInstance(body);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + messageId + " to " + destination + "]";
    }
}
