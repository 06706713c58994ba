package io.ternmq.liberty.crash.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Enters each message into the database, and sends it on. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "crash_in"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class RelayBean implements MessageListener {

    @EJB
    private Book book;

    @EJB
    private Outbox outbox;

    @Override
    public void onMessage(Message message) {
        try {
            String text = message.getBody(String.class);
            book.enter(text);
            outbox.send(text, message.getIntProperty("JMSXDeliveryCount"));
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
