package io.ternmq.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.health.AdapterReadiness;
import io.ternmq.testkit.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The readiness library in an application with beans. */
@ExtendWith(ArquillianExtension.class)
class HealthIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String READY = "/health/ready";

    @Deployment(testable = false)
    static WebArchive application() {
        return Applications.tests().addAsLibrary(ShrinkWrap.create(JavaArchive.class, "ternmq-health.jar")
                .addPackage(AdapterReadiness.class.getPackage())
                .addAsManifestResource("META-INF/beans.xml", "beans.xml"));
    }

    @Test
    void isReadyOnlyWhileTheBrokerIsThere() {
        await("ready").atMost(PATIENCE).until(() -> Pages.look(READY).status() == 200);
        assertThat(Pages.look(READY).body()).contains("ternmq").contains("QueueBean").contains("RUNNING");

        TestBroker.stop();
        try {
            await("not ready").atMost(PATIENCE).until(() -> Pages.look(READY).status() == 503);
            assertThat(Pages.look(READY).body()).contains("BACKOFF");
        } finally {
            TestBroker.start();
        }
        await("ready again").atMost(PATIENCE).until(() -> Pages.look(READY).status() == 200);
    }
    @Test
    void isNotReadyWhileAnAdministratorPausesABean() throws IOException, JMException {
        await("ready").atMost(PATIENCE).until(() -> Pages.look(READY).status() == 200);

        invoke("QueueBean", "pause");
        try {
            Pages.Page page = Pages.look(READY);
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.body()).containsPattern("QueueBean[^,]*PAUSED").contains("RUNNING");
        } finally {
            invoke("QueueBean", "resume");
        }

        await("ready again").atMost(PATIENCE).until(() -> Pages.look(READY).status() == 200);
    }

    /** Through the server's local connector, as JConsole does it. */
    private static void invoke(String bean, String operation) throws IOException, JMException {
        Path address = Path.of(System.getProperty("liberty.home"), "usr/servers", System.getProperty("liberty.server"),
                "workarea/com.ibm.ws.jmx.local.address");
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(Files.readString(address).trim()))) {
            var connection = connector.getMBeanServerConnection();
            var names = connection.queryNames(new ObjectName("io.ternmq:type=Activation,name=*" + bean + "*"), null);
            assertThat(names).as("MBeans of %s", bean).hasSize(1);
            connection.invoke(names.iterator().next(), operation, null, null);
        }
    }
}
