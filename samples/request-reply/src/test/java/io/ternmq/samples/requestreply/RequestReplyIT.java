package io.ternmq.samples.requestreply;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class RequestReplyIT {

    @ArquillianResource
    private URI application;

    @Deployment(testable = false)
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class, "request-reply.war").addClasses(Api.class, PriceBean.class, PriceResource.class);
    }

    @Test
    void givesEachRequestItsOwnAnswer() {
        assertThat(Http.get(application.resolve("prices/tern"))).isEqualTo("tern costs 40");
        assertThat(Http.get(application.resolve("prices/heron"))).isEqualTo("heron costs 50");
    }
}
