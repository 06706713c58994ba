package io.ternmq.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The adapter's promises to an application on any server. The broker runs in this JVM, the server in a process of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {

    private static final Duration START_PATIENCE = Duration.ofSeconds(180);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ApplicationServer server;
    private final Application application;

    private ServerProcess process;

    ServerContract(ApplicationServer server) {
        this.server = server;
        application = new Application(server.httpPort());
    }

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Folders.built(""), getClass().getSimpleName());
        TestBroker.open(folder);
        process = server.start(folder, TestBroker.nameServers());
        await("the application on " + getClass().getSimpleName() + "; the server's output is in " + folder)
                .atMost(START_PATIENCE).pollInterval(Duration.ofMillis(250))
                .failFast("the server has ended; its output is in " + folder, () -> !process.isAlive())
                .until(application::isThere);
    }

    @AfterAll
    void stopServer() {
        if (process != null) {
            process.close();
        }
        TestBroker.stop();
    }

    @Test
    void deliversWhatAnApplicationSends() {
        application.send("none", "without transaction");
        application.send("committed", "in a transaction");

        awaitReceived("queue", "without transaction");
        awaitReceived("queue", "in a transaction");
    }

    @Test
    void doesNotSendWhatIsRolledBack() {
        application.send("rolledBack", "rolled back");
        application.send("none", "after the rollback");

        awaitReceived("queue", "after the rollback");
        assertThat(application.receivedBy("queue")).doesNotContain("rolled back");
    }

    @Test
    void undoesSendsAndDeliversAgainWhenTheTransactionOfABeanIsRolledBack() {
        application.sendTo("servers_questions", "question");

        awaitReceived("questions", "question 3 redelivered");
        awaitReceived("answers", "answer 3");
        assertThat(application.receivedBy("questions"))
                .containsExactly("question 1", "question 2 redelivered", "question 3 redelivered");
        assertThat(application.receivedBy("answers")).containsExactly("answer 3");
    }

    @Test
    void goesOnAfterARestartOfTheBroker() {
        application.send("none", "before the restart");
        awaitReceived("queue", "before the restart");

        TestBroker.restart();
        application.send("none", "after the restart");

        awaitReceived("queue", "after the restart");
    }

    private void awaitReceived(String bean, String line) {
        await("bean " + bean + " gets '" + line + "'").atMost(PATIENCE).until(() -> application.receivedBy(bean).contains(line));
    }
}
