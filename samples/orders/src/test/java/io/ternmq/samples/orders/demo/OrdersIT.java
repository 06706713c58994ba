package io.ternmq.samples.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.samples.orders.Order;
import java.io.IOException;
import java.util.List;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.junit.jupiter.api.Test;

/** What the demo shows, on free ports. */
class OrdersIT {

    @Test
    void bringsOrdersOfAllSendersThroughTheBeanToAllListeners()
            throws IOException, InterruptedException, MQClientException, RemotingException, MQBrokerException {
        try (DemoServers servers = DemoServers.start(Ports.free(), System.out::println);
                RocketMqSide rocketMq = RocketMqSide.start(servers.nameServerAddress(), System.out::println)) {
            OrdersClient application = new OrdersClient(servers.page());

            List<String> ids = Demo.show(application, rocketMq, System.out::println);
            Demo.awaitConfirmed(application, rocketMq, ids);

            assertThat(rocketMq.confirmations()).extracting(text -> Order.fromJson(text).id())
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
    }
}
