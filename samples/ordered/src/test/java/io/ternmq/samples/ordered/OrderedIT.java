package io.ternmq.samples.ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class OrderedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ArquillianResource
    private URI application;

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "ordered.war")
                .addClasses(Api.class, Accounts.class, PaymentBean.class, PaymentResource.class);
    }

    @Test
    void booksThePaymentsOfEachAccountInOrderEvenWhenOneFails() {
        List<String> ann = IntStream.rangeClosed(1, 20).mapToObj(i -> i == 5 ? "flaky 5" : "payment " + i).toList();
        List<String> bob = IntStream.rangeClosed(1, 20).mapToObj(i -> "payment " + i).toList();

        Http.post(application.resolve("accounts/ann"), String.join("\n", ann));
        Http.post(application.resolve("accounts/bob"), String.join("\n", bob));

        await("all payments").atMost(PATIENCE).until(() -> booked("ann").size() >= 20 && booked("bob").size() >= 20);
        assertThat(booked("ann")).isEqualTo(ann);
        assertThat(booked("bob")).isEqualTo(bob);
    }

    private List<String> booked(String account) {
        return Http.get(application.resolve("accounts/" + account)).lines().toList();
    }
}
