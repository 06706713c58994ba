package io.ternmq.servers.app;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes the answers of {@link QuestionBean} from a queue that it names as the broker does. */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destination", propertyValue = "servers_answers"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")})
public class AnswerBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Received.add("answers", Received.text(message));
    }
}
