package io.ternmq.jms.message;

import io.ternmq.wire.jms.BodyType;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;

/** A text, which may be null. */
public final class TernTextMessage extends TernMessage implements TextMessage {
    private String text;
    private boolean isReadOnly;

    /** A message with a text, or null. */
    public TernTextMessage(String text) {
        this.text = text;
    }

    @Override
    BodyType bodyType() {
        return BodyType.TEXT;
    }

    @Override
    byte[] encodeBody() {
        return text == null ? null : TextBody.encode(text);
    }

    @Override
    void receiveBody(byte[] body) {
        text = body == null ? null : TextBody.decode(body);
        isReadOnly = true;
    }

    @Override
    void copyBody(Message from) throws JMSException {
        text = ((TextMessage) from).getText();
    }

    @Override
    Object body() {
        return text;
    }

    @Override
    public void setText(String newText) throws JMSException {
        if (isReadOnly) {
            throw MessageErrors.notWriteable("body");
        }
        text = newText;
    }

    @Override
    public String getText() {
        return text;
    }

    @Override
    public void clearBody() {
        text = null;
        isReadOnly = false;
    }
}
