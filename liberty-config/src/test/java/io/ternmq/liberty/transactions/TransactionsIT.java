package io.ternmq.liberty.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.liberty.MessagesLog;
import io.ternmq.liberty.Pages;
import java.io.IOException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of connections, sessions and messages when transactions begin and end around them on Open Liberty. */
@ExtendWith(ArquillianExtension.class)
class TransactionsIT {

    /** Injection is for bean archives only, which a servlet alone does not make. */
    private static final String BEANS =
            "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0' bean-discovery-mode='all'/>";

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "transactions.war").addClasses(TransactionsServlet.class)
                .addAsWebInfResource(new StringAsset(BEANS), "beans.xml");
    }

    @Test
    void sharedSessionTakesPartInEachTransactionAroundIt() {
        assertThat(run("before-shared")).containsExactly("before", "between", "committed", "after");
    }

    @Test
    void unsharedSessionTakesPartInEachTransactionAroundIt() {
        assertThat(run("before-unshared")).containsExactly("before", "between", "committed", "after");
    }

    @Test
    void sharedConsumerMovesIntoTheTransaction() {
        assertThat(run("receive-shared")).containsExactly("inside");
    }

    @Test
    void unsharedConsumerMovesIntoTheTransaction() {
        assertThat(run("receive-unshared")).containsExactly("inside");
    }

    @Test
    void connectionThatIsNotUsedDoesNotDisturbTheTransaction() {
        assertThat(run("unused")).isEmpty();
    }

    @Test
    void twoFactoriesTakePartInOneTransaction() {
        assertThat(run("two-factories")).containsExactlyInAnyOrder("committed by one", "committed by the other");
    }

    @Test
    void injectedContextTakesPartInEachTransaction() {
        assertThat(run("injected")).containsExactly("outside", "committed");
    }

    @Test
    void factoryWithoutTransactionsSendsAtOnce() {
        assertThat(run("immediate")).containsExactly("at once");
    }

    @Test
    void localTransactionTakesPartWhereItIsAlone() {
        assertThat(run("local")).containsExactly("before", "between", "committed", "after");
        assertThat(run("local-receive")).containsExactly("inside");
    }

    @Test
    void localTransactionIsTheLastParticipantBesideADistributedOne() {
        assertThat(run("local-and-xa")).containsExactlyInAnyOrder("committed by one", "committed by the other");
    }

    @Test
    void secondLocalTransactionIsRefused() throws IOException {
        assertThat(run("local-twice")[0]).contains("JMS");
        assertThat(MessagesLog.lines("WTRN0062E", "")).isNotEmpty();
    }

    @Test
    void sessionIsKeptOverRequests() {
        for (int i = 0; i < 3; i++) {
            assertThat(run("kept")).containsExactly("kept");
        }
    }

    @Test
    void whatIsLeftOpenDoesNotEmptyThePool() {
        for (int i = 0; i < 5; i++) {
            assertThat(run("left-open")).containsExactly("left open");
        }
    }

    /** The application's exception does not say why, so the log has to. */
    @Test
    void factoryWithWrongOptionsIsNotFoundAndTheLogSaysWhy() throws IOException {
        assertThat(run("wrong-options")[0]).startsWith("javax.naming.NamingException");

        assertThat(MessagesLog.lines()).anySatisfy(line ->
                assertThat(line).contains("option 'nonsense' (expected: one of [").contains("TERN-202"));
    }

    private static String[] run(String name) {
        String answer = Pages.get("/transactions/transactions?case=" + name);
        return answer.isEmpty() ? new String[0] : answer.split("\n");
    }
}
