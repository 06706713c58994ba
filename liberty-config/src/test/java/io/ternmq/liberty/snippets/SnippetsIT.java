package io.ternmq.liberty.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.liberty.Pages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each snippet does what it says; all of them are in the configuration of the server under test. */
@ExtendWith(ArquillianExtension.class)
class SnippetsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Deployment(testable = false)
    static WebArchive shop() {
        return ShrinkWrap.create(WebArchive.class, "shop.war").addPackage("io.ternmq.liberty.snippets.shop");
    }

    @Test
    void deliversToTheBeanOfQueueMdb() {
        send("jms/connectionFactory", "jms/orders", "an order");

        awaitLine("bean=OrderBean", "an order");
    }

    @Test
    void deliversToTheBeanOfTopicMdb() {
        await("news that is sent after the subscription").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            send("jms/connectionFactory", "jms/news", "news");
            return lines("bean=NewsBean").contains("news");
        });
    }

    @Test
    void undoesRowAndMessageWithTheFailedDeliveryOfXaDatabase() {
        send("jms/connectionFactory", "jms/bookingRequests", "booking");

        awaitLine("queue=jms/bookingsDone", "booking");
        assertThat(lines("bean=BookingBean")).containsExactly("booking", "booking");
        assertThat(lines("rows")).containsExactly("booking");
        assertThat(lines("queue=jms/bookingsDone")).containsExactly("booking");
    }

    @Test
    void triesAsOftenAsTuningSays() {
        send("jms/tunedFactory", "jms/tuned", "hopeless");

        awaitLine("queue=jms/tunedDeadLetters", "hopeless");
        assertThat(lines("bean=TunedBean")).containsExactly("hopeless", "hopeless", "hopeless");
    }

    // A server that finds the archive half written starts the application, and once more when it is whole.
    private static void send(String factory, String to, String text) {
        await("the application takes '" + text + "'").atMost(PATIENCE).ignoreException(IllegalStateException.class).until(() -> {
            Pages.post("/shop/shop", Map.of("factory", factory, "to", to, "text", text));
            return true;
        });
    }

    private static List<String> lines(String query) {
        return Pages.get("/shop/shop?" + query).lines().toList();
    }

    private static void awaitLine(String query, String line) {
        await(query + " has '" + line + "'").atMost(PATIENCE).ignoreException(IllegalStateException.class)
                .until(() -> lines(query).contains(line));
    }
}
