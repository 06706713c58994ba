package io.ternmq.liberty.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.broker.security.Users;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.liberty.LateApplication;
import io.ternmq.liberty.MessagesLog;
import io.ternmq.liberty.Pages;
import io.ternmq.testkit.TestBroker;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Beans whose activations name a connection factory or a user, take batches, pause, grow, or are wrong. */
@ExtendWith(ArquillianExtension.class)
class ActivationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private static Path folder;
    private static EmbeddedServer elsewhere;
    private static LateApplication application;

    /** Has Arquillian start the server. */
    @Deployment(testable = false)
    static WebArchive none() {
        return ShrinkWrap.create(WebArchive.class, "none.war").addAsWebResource(new StringAsset("nothing"), "index.html");
    }

    @BeforeAll
    static void deploy() throws IOException {
        Path users = folder.resolve("users");
        Users.put(users, "clerk", "open sesame".toCharArray());
        elsewhere = EmbeddedServer.start(folder.resolve("store"), Map.of("jmsUsersFile", users.toString()));
        application = new LateApplication("activations",
                ShrinkWrap.create(WebArchive.class, "activations.war").addPackage("io.ternmq.liberty.activations.app"),
                "<variable name='elsewhere.nameServers' value='" + elsewhere.nameServerAddress() + "'/>");
    }

    @AfterAll
    static void undeploy() throws IOException {
        if (application != null) {
            application.close();
        }
        elsewhere.close();
    }

    private static List<String> lines(String bean) {
        return Pages.get(application.page() + "?bean=" + bean.replace(" ", "%20")).lines().toList();
    }

    private static String attribute(String bean, String attribute) {
        return Pages.get(application.page() + "?bean=" + bean + "&attribute=" + attribute);
    }

    private static void awaitAttribute(String bean, String attribute, String value) {
        await(attribute + " of " + bean).atMost(PATIENCE).untilAsserted(() -> assertThat(attribute(bean, attribute)).contains(value));
    }

    private static void awaitLines(String bean, String... expected) {
        await("what " + bean + " gets").atMost(PATIENCE).untilAsserted(() -> assertThat(lines(bean)).containsExactly(expected));
    }

    private static void send(String queue, String texts) {
        Pages.post(application.page(), Map.of("queue", queue, "texts", texts));
    }

    @Test
    void listensAtTheBrokerOfTheFactoryThatItNames() {
        awaitAttribute("ElsewhereBean", "State", "RUNNING");

        sendElsewhere("elsewhere", "far away");

        awaitLines("ElsewhereBean", "far away#1");
    }

    private static void sendElsewhere(String queue, String text) {
        try (JMSContext context = new TernConnectionFactory(elsewhere.nameServerAddress()).createContext("clerk", "open sesame")) {
            context.createProducer().send(context.createQueue(queue), text);
        }
    }

    @Test
    void signsOnWithUserAndEncodedPasswordOfItsProperties() {
        awaitAttribute("NamedBean", "State", "RUNNING");

        sendElsewhere("named", "to the bean");

        awaitLines("NamedBean", "to the bean#1");
    }

    @Test
    void saysWhatIsWrongWithTheFactoryThatItNames() {
        awaitAttribute("LostBean", "Reason", "TERN-221: connectionFactoryLookup: 'jms/nowhere' cannot be looked up");
        assertThat(attribute("LostBean", "State")).isIn("BACKOFF", "STARTING");
        awaitAttribute("MisledBean", "Reason", "TERN-221: connectionFactoryLookup: 'jms/noFactory' is a ");
        assertThat(attribute("MisledBean", "LastError")).contains("expected: a connection factory of this adapter");
    }

    @Test
    void deliversBatchesInTransactionsOfTheirOwn() {
        awaitAttribute("BatchBean", "State", "RUNNING");
        assertThat(attribute("BatchBean", "Transacted")).isEqualTo("true");

        send("batches", "1,2,3,4,5");
        awaitLines("BatchBean", "1#1 2#1 3#1", "4#1 5#1");
        send("batches", "bad,6,7");
        awaitLines("BatchBean", "1#1 2#1 3#1", "4#1 5#1", "bad#1 6#1 7#1", "bad#2 6#2 7#2");

        awaitAttribute("BatchBean", "Delivered", "8");
        assertThat(attribute("BatchBean", "Failed")).isEqualTo("3");
        assertThat(received("summaries")).as("sent in the transactions that were committed")
                .containsExactlyInAnyOrder("1#1 2#1 3#1", "4#1 5#1", "bad#2 6#2 7#2");
    }

    private static List<String> received(String queue) {
        List<String> texts = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(TestBroker.nameServers()).createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            for (String text = consumer.receiveBodyNoWait(String.class); text != null; text = consumer.receiveBodyNoWait(String.class)) {
                texts.add(text);
            }
        }
        return texts;
    }

    @Test
    void pausesWhileTheBeanFailsAndGoesOnByItselfWithoutLoss() {
        awaitAttribute("PausingBean", "State", "RUNNING");
        Pages.post(application.page(), Map.of("broken", "true"));

        send("pausing", "1,2,3,4,5,6");

        awaitAttribute("PausingBean", "State", "PAUSED");
        awaitAttribute("PausingBean", "Ready", "false");
        awaitAttribute("PausingBean", "Reason", "the message that was tried after a pause failed as well");
        assertThat(lines("PausingBean failed")).as("not in a loop").hasSizeLessThan(30);
        assertThat(lines("PausingBean")).isEmpty();
        Pages.post(application.page(), Map.of("broken", "false"));

        await("all messages").atMost(PATIENCE).untilAsserted(() ->
                assertThat(lines("PausingBean")).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6"));
        awaitAttribute("PausingBean", "State", "RUNNING");
        awaitAttribute("PausingBean", "Delivered", "6");
        assertThat(attribute("PausingBean", "Reason")).isEmpty();
    }

    @Test
    void growsFromOneSessionToTheMostWhileMessagesWait() {
        awaitAttribute("GrowingBean", "State", "RUNNING");
        assertThat(attribute("GrowingBean", "Sessions")).isEqualTo("1");

        send("growing", "1,2,3,4,5,6,7,8,9,10,11,12");
        try {
            awaitAttribute("GrowingBean", "Sessions", "4");
            await("as many deliveries as sessions").atMost(PATIENCE).untilAsserted(() -> assertThat(lines("GrowingBean")).hasSize(4));
        } finally {
            Pages.post(application.page(), Map.of("gate", "open"));
        }

        awaitAttribute("GrowingBean", "Delivered", "12");
        assertThat(lines("GrowingBean")).doesNotHaveDuplicates().hasSize(12);
        assertThat(attribute("GrowingBean", "Sessions")).as("none is taken back so soon").isEqualTo("4");
    }

    @Test
    void warnsOfPropertiesThatThereAreNot() {
        awaitAttribute("MisspelledBean", "State", "RUNNING");

        awaitLogged("J2CA8501E", "Property maxDeliverys of configuration element activations/MisspelledBean");
        awaitLogged("J2CA8501E", "Property maxConcurency of configuration element activations/MisspelledBean");
        awaitLogged("J2CA8501E", "Property nmae of configuration element com.ibm.ws.jca.adminObject.supertype[noFactory]");
    }

    private static void awaitLogged(String code, String text) {
        await(code + " with " + text).atMost(PATIENCE).until(() -> !MessagesLog.lines(code, text).isEmpty());
    }

    @Test
    void refusesWrongValuesOnceAndSaysWhatTheyMayBe() throws IOException {
        String complaints = "destinationType: 'null' (expected: jakarta.jms.Queue or jakarta.jms.Topic); "
                + "subscriptionDurability: 'durabel' (expected: Durable or NonDurable); maxConcurrency: 1001 (expected: 1 to 1000); "
                + "redeliveryJitterPercent: 101 (expected: 0 to 100), error code: TERN-221";
        awaitLogged("CWWKG0032W", "[jakarta.jms.Quee]. Expected value(s) are: [jakarta.jms.Queue][jakarta.jms.Topic]");
        awaitLogged("J2CA8802E", complaints);

        assertThat(MessagesLog.lines("J2CA8802E", complaints)).hasSize(1);
        assertThat(attribute("RefusedBean", "State")).isEqualTo("no activation of RefusedBean");
    }

    @Test
    void saysWhereAWordStandsInsteadOfANumber() {
        awaitLogged("CWWKG0075E", "The value many is not valid for attribute maxConcurrency");
        awaitLogged("J2CA8500E", "maxConcurrency of configuration element activations/WordyBean");

        // The server leaves the word of an annotation out, so the adapter's default holds.
        awaitAttribute("WordyBean", "State", "RUNNING");
    }
}
