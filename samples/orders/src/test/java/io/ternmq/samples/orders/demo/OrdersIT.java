package io.ternmq.samples.orders.demo;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.ternmq.samples.orders.Order;
import java.io.IOException;
import java.util.List;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the demo shows, on free ports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrdersIT {

    private DemoServers servers;
    private OrdersClient application;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        servers = DemoServers.start(Ports.free(), System.out::println);
        application = new OrdersClient(servers.page());
    }

    @AfterAll
    void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void bringsOrdersOfAllSendersThroughTheBeanToAllListeners()
            throws IOException, InterruptedException, MQClientException, RemotingException, MQBrokerException {
        try (RocketMqSide rocketMq = RocketMqSide.start(servers.nameServerAddress(), System.out::println)) {
            List<String> ids = Demo.show(application, rocketMq, System.out::println);
            Demo.awaitConfirmed(application, rocketMq, ids);

            assertThat(rocketMq.confirmations()).extracting(text -> Order.fromJson(text).id())
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void showsAllExhibitsOfTheTour() throws IOException, InterruptedException {
        assertThat(application.exhibits()).containsExactly("batch", "definitions", "durable-topic", "management", "ordered", "queue",
                "request-reply", "retry", "rollback", "shared-topic", "xa-database");
    }

    @Test
    void deliversToBeansOnQueuesAndTopics() throws IOException, InterruptedException {
        assertThat(application.show("queue")).containsExactly("the bean got hello");
        assertThat(application.show("durable-topic")).containsExactly("news is sent, and the bean is stopped", "the bean got news");
        assertThat(application.show("shared-topic")).hasSize(2).first().isEqualTo("40 pieces came, each to one of the two");
    }

    @Test
    void deliversInOrderInBatchesAndAgain() throws IOException, InterruptedException {
        assertThat(application.show("ordered")).containsExactly("ann 1, delivery 1", "ann 2 flaky, delivery 2", "ann 3, delivery 1",
                "bob 1, delivery 1", "bob 2 flaky, delivery 2", "bob 3, delivery 1");
        assertThat(application.show("batch")).hasSize(5).allMatch(line -> line.matches("message [1-5], in a batch of [1-5]"));
        assertThat(application.show("retry")).hasSize(4).startsWith("delivery 1 fails", "delivery 2 fails", "delivery 3 fails")
                .last(as(STRING)).startsWith("dead letter from queue:tour_retry").endsWith("cannot do what is hopeless");
    }

    @Test
    void undoesWhatIsRolledBack() throws IOException, InterruptedException {
        assertThat(application.show("rollback")).containsExactly("the bean got committed");
        assertThat(application.show("xa-database")).containsExactly("refused: row and receipt are undone",
                "refused: row and receipt are undone", "receipt for good", "rows in the database: [good]");
    }

    @Test
    void answersFindsWhatAnnotationsDefineAndTellsHowItsBeansFare() throws IOException, InterruptedException {
        assertThat(application.show("request-reply"))
                .containsExactly("asked: how are you?", "answered: well, thank you for 'how are you?'");
        assertThat(application.show("definitions")).containsExactly("received: hello");
        assertThat(application.show("management")).hasSize(13).allMatch(line -> line.contains("RUNNING"));
        assertThat(application.readiness()).isEqualTo(200);
    }
}
