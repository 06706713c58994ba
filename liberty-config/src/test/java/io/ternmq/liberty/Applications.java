package io.ternmq.liberty;

import io.ternmq.liberty.app.DurableBean;
import io.ternmq.liberty.app.MessagesServlet;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What is deployed. */
final class Applications {

    private Applications() {
    }

    /** Everything but the durable subscriber. */
    static WebArchive tests() {
        return ShrinkWrap.create(WebArchive.class, "tests.war")
                .addPackage(MessagesServlet.class.getPackage())
                .deleteClass(DurableBean.class);
    }

    /** The durable subscriber, which comes and goes. */
    static WebArchive durableSubscriber() {
        return ShrinkWrap.create(WebArchive.class, "durable.war")
                .addClasses(DurableBean.class, MessagesServlet.class)
                .addClass("io.ternmq.liberty.app.Received");
    }
}
