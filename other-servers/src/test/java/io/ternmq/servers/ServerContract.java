package io.ternmq.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.FaultProxy;
import io.ternmq.testkit.TestBroker;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The adapter's promises to an application on any server. The broker runs in this JVM, the server in a process of its own; a proxy is
 * between them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {

    private static final Duration START_PATIENCE = Duration.ofSeconds(180);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration RECOVERY_PATIENCE = Duration.ofSeconds(150);

    private final ApplicationServer server;
    private final Application application;

    private Path folder;
    private FaultProxy proxy;
    private ServerProcess process;

    ServerContract(ApplicationServer server) {
        this.server = server;
        application = new Application(server.httpPort());
    }

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        folder = Files.createTempDirectory(Folders.built(""), getClass().getSimpleName());
        TestBroker.open(folder);
        proxy = TestBroker.proxy();
        process = server.start(folder, proxy.address());
        awaitApplication();
    }

    private void awaitApplication() {
        await("the application on " + getClass().getSimpleName() + "; the server's output is in " + folder)
                .atMost(START_PATIENCE).pollInterval(Duration.ofMillis(250))
                .failFast("the server has ended, or cannot deploy; its output is in " + folder,
                        () -> !process.isAlive() || server.hasFailed(folder))
                .until(application::isThere);
    }

    @AfterAll
    void stopServer() {
        if (process != null) {
            process.close();
        }
        if (proxy != null) {
            proxy.close();
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

    @ParameterizedTest
    @EnumSource
    void finishesWhatItsCrashHasLeftInDoubt(CrashPoint point) throws IOException, InterruptedException, JMSException {
        assumeThat(server.isRecovering()).as("a server that recovers").isTrue();
        try (Relayed relayed = new Relayed(TestBroker.nameServers())) {
            CompletableFuture<Void> reached = proxy.arm(point.code(), point.isAnswer());
            long firstLife = process.javaPid();
            relayed.send(point.name());
            await(point + " is reached").atMost(PATIENCE).until(reached::isDone);
            assertThat(relayed.inDoubt()).as("branches that are prepared").isPositive();

            process.kill();
            proxy.goOn();
            process = server.startAgain(folder, proxy.address());
            awaitApplication();

            await("nothing is in doubt after " + point + "; the server's output is in " + folder).atMost(RECOVERY_PATIENCE)
                    .until(() -> relayed.inDoubt() == 0);
            await("the message is passed on").atMost(PATIENCE).until(() -> relayed.texts().toString().contains(point.name()));
            assertThat(relayed.texts()).filteredOn(text -> text.startsWith(point.name()))
                    .containsExactly(point + " by " + (point.isCommitted() ? firstLife : process.javaPid()));
        }
    }

    private void awaitReceived(String bean, String line) {
        await("bean " + bean + " gets '" + line + "'").atMost(PATIENCE).until(() -> application.receivedBy(bean).contains(line));
    }
}
