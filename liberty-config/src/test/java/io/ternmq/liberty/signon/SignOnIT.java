package io.ternmq.liberty.signon;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.broker.security.Users;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.liberty.LateApplication;
import io.ternmq.liberty.Pages;
import io.ternmq.testkit.FaultProxy;
import io.ternmq.testkit.FreePorts;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker with users: the container's sign-on, an activation's, and that of recovery. */
@ExtendWith(ArquillianExtension.class)
class SignOnIT {

    private static final long TIMEOUT_MS = 30_000;
    private static final long RECOVERY_TIMEOUT_MS = 90_000;

    @TempDir
    private Path folder;
    private final int brokerPort = FreePorts.next();
    private final int nameServerPort = FreePorts.next();
    private FaultProxy proxy;
    private EmbeddedServer server;
    private LateApplication application;

    /** Has Arquillian start the server. */
    @Deployment(testable = false)
    static WebArchive none() {
        return ShrinkWrap.create(WebArchive.class, "none.war").addAsWebResource(new StringAsset("nothing"), "index.html");
    }

    @BeforeEach
    void deploy() throws IOException {
        Path users = folder.resolve("users");
        Users.put(users, "application", "open sesame".toCharArray());
        Users.put(users, "recovery", "open barley".toCharArray());
        start(users);
        proxy = new FaultProxy(brokerPort, nameServerPort);
        application = new LateApplication("signon",
                ShrinkWrap.create(WebArchive.class, "signon.war").addPackage("io.ternmq.liberty.signon.app"),
                "<variable name='signed.nameServers' value='" + proxy.address() + "'/>");
    }

    private void start(Path users) {
        server = EmbeddedServer.start(folder.resolve("store"), Map.of("jmsUsersFile", users.toString(),
                "listenPort", Integer.toString(brokerPort), "nameServerPort", Integer.toString(nameServerPort)));
    }

    @AfterEach
    void undeploy() throws IOException {
        if (application != null) {
            application.close();
        }
        proxy.close();
        server.close();
    }

    private JMSContext as(String user, String password) {
        return new TernConnectionFactory(server.nameServerAddress()).createContext(user, password);
    }

    private String send(String text) {
        return Pages.post(application.page(), Map.of("text", text));
    }

    @Test
    void signsOnForTheApplicationAndForItsBeanAndWithAnotherUserForRecovery() throws Exception {
        assertThat(send("by the container")).isEqualTo("committed");
        try (JMSContext context = as("application", "open sesame")) {
            context.createProducer().send(context.createQueue("signed_in"), "to the bean");
            assertThat(context.createConsumer(context.createQueue("signed_out")).receiveBody(String.class, TIMEOUT_MS))
                    .isEqualTo("to the bean");
            assertThat(context.createConsumer(context.createQueue("signed_sent")).receiveBody(String.class, TIMEOUT_MS))
                    .isEqualTo("by the container");
        }

        // Prepared, and told to commit in vain; then the application's user is no more.
        CompletableFuture<Void> lost = proxy.arm(JmsCodes.BRANCH_COMMIT, false);
        CompletableFuture<String> sending = CompletableFuture.supplyAsync(() -> send("in doubt"));
        lost.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        server.close();
        Path others = folder.resolve("others");
        Users.put(others, "recovery", "open barley".toCharArray());
        start(others);
        proxy.goOn();

        try (JMSContext context = as("recovery", "open barley")) {
            assertThat(context.createConsumer(context.createQueue("signed_sent")).receiveBody(String.class, RECOVERY_TIMEOUT_MS))
                    .as("what recovery commits").isEqualTo("in doubt");
        }
        sending.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        assertThat(send("refused")).as("the application's user is known no more").contains("Security");
    }
}
