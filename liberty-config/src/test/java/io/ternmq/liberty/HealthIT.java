package io.ternmq.liberty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.health.AdapterReadiness;
import io.ternmq.testkit.TestBroker;
import java.time.Duration;
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
}
