package io.ternmq.samples.xadatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class XaDatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The database stays from run to run. */
    private final int seat = (int) (System.currentTimeMillis() / 1000);

    @ArquillianResource
    private URI application;

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "xa-database.war").addClasses(Api.class, BookingBean.class, BookingResource.class,
                Printer.class, Seats.class, TicketBean.class);
    }

    @Test
    void printsATicketForEachSeatThatIsBookedAndForNoOther() {
        ask(seat, "Ann");
        await("Ann's ticket").atMost(PATIENCE).until(() -> lines("tickets").contains("seat " + seat + " for Ann"));
        ask(seat, "Bob");
        ask(seat + 1, "Cleo");
        await("Cleo's ticket").atMost(PATIENCE).until(() -> lines("tickets").contains("seat " + (seat + 1) + " for Cleo"));

        assertThat(lines("seats")).contains(seat + " Ann", (seat + 1) + " Cleo").doesNotContain(seat + " Bob");
        assertThat(lines("tickets")).doesNotContain("seat " + seat + " for Bob");
    }

    private void ask(int number, String guest) {
        Http.post(application.resolve("seats/" + number), guest);
    }

    private List<String> lines(String page) {
        return Http.get(application.resolve(page)).lines().toList();
    }
}
