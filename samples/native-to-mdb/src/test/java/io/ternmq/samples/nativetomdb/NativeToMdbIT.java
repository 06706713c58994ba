package io.ternmq.samples.nativetomdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.TestBroker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class NativeToMdbIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ArquillianResource
    private URI application;

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "native-to-mdb.war")
                .addClasses(Api.class, ReadingBean.class, ReadingResource.class, Readings.class);
    }

    @Test
    void bringsTaggedMessagesOfARocketMqProducerToTheBean()
            throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        try (Station station = new Station("hilltop", TestBroker.nameServers())) {
            station.send("temperature", "12 degrees");
            station.send("wind", "7 knots");
            station.send("temperature", "13 degrees");
        }

        await("both temperatures").atMost(PATIENCE).until(() -> readings().size() >= 2);
        assertThat(readings()).containsExactlyInAnyOrder("hilltop: 12 degrees", "hilltop: 13 degrees");
    }

    private List<String> readings() {
        return Http.get(application.resolve("readings")).lines().toList();
    }
}
