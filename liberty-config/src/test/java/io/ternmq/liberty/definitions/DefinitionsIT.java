package io.ternmq.liberty.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.liberty.Pages;
import io.ternmq.liberty.definitions.app.DefiningServlet;
import io.ternmq.testkit.LibertyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an application defines itself, or finds in server.xml, sends and receives. */
@ExtendWith(ArquillianExtension.class)
class DefinitionsIT {

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "definitions.war").addClass(DefiningServlet.class)
                // A servlet is given no context where no class of the application is a bean.
                .addAsWebInfResource(new StringAsset("<beans bean-discovery-mode='all' version='4.0'/>"), "beans.xml");
    }

    @Test
    void sendsAndReceivesByNamesInJndi() {
        assertExchanges("java:app/jms/factory", "java:app/jms/queue");
        assertExchanges("java:app/jms/factory", "java:app/jms/topic");
        assertExchanges("java:app/jms/connectorFactory", "java:app/jms/administeredQueue");
        assertExchanges("java:comp/env/jms/resourceReference", "java:app/jms/administeredTopic");
        assertExchanges("java:comp/DefaultJMSConnectionFactory", "java:app/jms/queue");
        assertExchanges("jms/connectionFactory", "jms/definedInServerXml");
    }

    @Test
    void sendsAndReceivesByFactoriesOfOneDomain() {
        assertExchanges("java:app/jms/queueFactory", "java:app/jms/queue");
        assertExchanges("java:app/jms/topicFactory", "java:app/jms/topic");
    }

    @Test
    void sendsAndReceivesByFactoriesOfOneDomainOfServerXml() throws IOException {
        Path server = new LibertyDirectory(Path.of(System.getProperty("liberty.home")), System.getProperty("liberty.server")).path();
        Path configuration = server.resolve("configDropins/overrides/typed-factories.xml");
        Files.copy(Path.of("src/test/liberty/late/typed-factories.xml"), configuration);
        try {
            await("the factories are there").atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .untilAsserted(() -> {
                assertExchanges("jms/queueFactory", "java:app/jms/queue");
                assertExchanges("jms/topicFactory", "java:app/jms/topic");
            });
        } finally {
            Files.delete(configuration);
        }
    }

    @Test
    void sendsAndReceivesByInjectedResources() {
        assertThat(exchange(Map.of("by", "resource", "text", "resource."))).isEqualTo("resource.resource.");
    }

    @Test
    void sendsAndReceivesByAContextOfADefinedFactory() {
        assertThat(exchange(Map.of("by", "context", "text", "context"))).isEqualTo("context");
    }

    @Test
    void sendsAndReceivesByTheDefaultContext() {
        assertThat(exchange(Map.of("by", "defaultContext", "text", "default"))).isEqualTo("default");
    }

    /** What editors complete server.xml by. */
    @Test
    void describesElementsAndPropertiesInTheSchemaOfTheServer() {
        String schema = Pages.get("/definitions/definitions");

        assertThat(schema).contains("<ext:label>TernMQ resource adapter</ext:label>", "<ext:label>TernMQ connection factory</ext:label>",
                "<ext:label>TernMQ queue</ext:label>", "Which topic of the broker it is.", "What a message-driven bean listens to, and how.",
                "What a message-driven bean that takes batches listens to, and how.");
        assertThat(schema).contains("Deliveries at the same time at most, 1 to 1000; 10 when left out.",
                "<xsd:enumeration value=\"jakarta.jms.Topic\">");
        assertThat(schema.lines().filter(line -> line.contains("<xsd:element name=\"properties.ternmq\" ")))
                .as("adapter, three kinds of factories, queue, topic, two kinds of activations").hasSize(8);
        assertThat(schema).doesNotContain("<xsd:element name=\"properties.ternmq.");
    }

    private static void assertExchanges(String factory, String destination) {
        assertThat(exchange(Map.of("by", "lookup", "factory", factory, "destination", destination, "text", "looked up")))
                .as("%s through %s", destination, factory).isEqualTo("looked up");
    }

    private static String exchange(Map<String, String> parameters) {
        return Pages.post("/definitions/definitions", parameters);
    }
}
