package io.ternmq.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The adapter's promises to an application on Open Liberty. */
@ExtendWith(ArquillianExtension.class)
class AdapterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Application application = new Application("tests");

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "tests", testable = false)
    static WebArchive application() {
        return Applications.tests();
    }

    @Deployment(name = "durable", testable = false, managed = false)
    static WebArchive durableSubscriber() {
        return Applications.durableSubscriber();
    }

    @Test
    void deliversWhatAnApplicationSendsThroughAConnectionFactory() {
        application.send("factory", "queue", "liberty_queue", "by factory");

        awaitReceived("queue", "by factory");
    }

    @Test
    void deliversWhatAnApplicationSendsThroughAnInjectedContext() {
        application.send("context", "queue", "liberty_queue", "by context");

        awaitReceived("queue", "by context");
    }

    @Test
    void doesNotSendWhatIsRolledBack() {
        application.send("rolledBack", "queue", "liberty_queue", "rolled back");
        application.send("factory", "queue", "liberty_queue", "after rollback");

        awaitReceived("queue", "after rollback");
        assertThat(application.receivedBy("queue")).doesNotContain("rolled back");
    }

    @Test
    void deliversAgainWhenTheBeanThrows() {
        application.send("factory", "queue", "liberty_failing", "stubborn");

        awaitReceived("failing", "stubborn 3 redelivered");
        assertThat(application.receivedBy("failing"))
                .containsExactly("stubborn 1", "stubborn 2 redelivered", "stubborn 3 redelivered");
    }

    @Test
    void undoesSendsAndDeliversAgainWhenTheBeanMarksItsTransaction() {
        application.send("factory", "queue", "liberty_questions", "question");

        awaitReceived("rollback", "question 2 redelivered");
        awaitReceived("answers", "answer 2");
        assertThat(application.receivedBy("rollback")).containsExactly("question 1", "question 2 redelivered");
        assertThat(application.receivedBy("answers")).containsExactly("answer 2");
    }

    @Test
    void deliversToANonDurableSubscriber() {
        await("a message sent after the subscription is there").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            application.send("factory", "topic", "liberty_topic", "news");
            return application.receivedBy("topic").contains("news");
        });
    }

    @Test
    void keepsMessagesForADurableSubscriberThatIsAway() {
        Application subscriber = new Application("durable");
        deployer.deploy("durable");
        await("the subscription").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            application.send("factory", "topic", "liberty_topic", "while there");
            return subscriber.receivedBy("durable").contains("while there");
        });
        deployer.undeploy("durable");

        application.send("factory", "topic", "liberty_topic", "while away");
        deployer.deploy("durable");

        await("the message sent meanwhile").atMost(PATIENCE).until(() -> subscriber.receivedBy("durable").contains("while away"));
        deployer.undeploy("durable");
    }

    @Test
    void deliversOnlyWhatTheSelectorMatches() {
        await("a selected message").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            sendToSelected("other", "TagB");
            sendToSelected("selected", "TagA");
            return application.receivedBy("selector").contains("selected");
        });
        assertThat(application.receivedBy("selector")).containsOnly("selected");
    }

    private void sendToSelected(String text, String type) {
        application.send(Map.of("via", "factory", "topic", "liberty_selected", "text", text, "type", type));
    }

    private void awaitReceived(String bean, String line) {
        await("bean " + bean + " gets '" + line + "'").atMost(PATIENCE).until(() -> received(bean).contains(line));
    }

    private List<String> received(String bean) {
        return application.receivedBy(bean);
    }
}
