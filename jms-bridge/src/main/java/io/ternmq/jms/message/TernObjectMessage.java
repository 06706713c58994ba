package io.ternmq.jms.message;

import io.ternmq.wire.jms.BodyType;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** A serialised object; kept as bytes, so that later changes of the object do not change the message. */
public final class TernObjectMessage extends TernMessage implements ObjectMessage {
    private final TrustedClasses trusted;
    private byte[] serialised;
    private boolean isReadOnly;

    /**
     * An empty message.
     *
     * @param trusted what may be read
     */
    public TernObjectMessage(TrustedClasses trusted) {
        this.trusted = trusted;
    }

    @Override
    BodyType bodyType() {
        return BodyType.OBJECT;
    }

    @Override
    byte[] encodeBody() {
        return serialised;
    }

    @Override
    void receiveBody(byte[] body) {
        serialised = body;
        isReadOnly = true;
    }

    @Override
    void copyBody(Message from) throws JMSException {
        if (from instanceof TernObjectMessage ours) {
            serialised = ours.serialised;
        } else {
            setObject(((ObjectMessage) from).getObject());
        }
    }

    @Override
    Object body() throws JMSException {
        return getObject();
    }

    @Override
    public void setObject(Serializable object) throws JMSException {
        if (isReadOnly) {
            throw MessageErrors.notWriteable("body");
        }
        if (object == null) {
            serialised = null;
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException | RuntimeException e) {
            throw MessageErrors.format("An object of " + object.getClass().getName() + " cannot be serialised: " + e, e);
        }
        serialised = bytes.toByteArray();
    }

    @Override
    public Serializable getObject() throws JMSException {
        return serialised == null ? null : trusted.read(serialised);
    }

    @Override
    public void clearBody() {
        serialised = null;
        isReadOnly = false;
    }
}
