package io.ternmq.liberty;

import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.TestBroker;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The broker goes and comes back under a running application. */
@ExtendWith(ArquillianExtension.class)
class BrokerRestartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Application application = new Application("tests");

    @Deployment(testable = false)
    static WebArchive application() {
        return Applications.tests();
    }

    @Test
    void sendsAndDeliversAfterwardsWithoutAFailedCall() {
        application.send("factory", "queue", "liberty_queue", "before the restart");
        awaitReceived("before the restart");

        TestBroker.restart();
        application.send("factory", "queue", "liberty_queue", "after the restart");
        application.send("context", "queue", "liberty_queue", "after the restart, by context");

        awaitReceived("after the restart");
        awaitReceived("after the restart, by context");
    }

    private void awaitReceived(String text) {
        await("the bean gets '" + text + "'").atMost(PATIENCE).until(() -> application.receivedBy("queue").contains(text));
    }
}
