package io.ternmq.liberty;

import io.ternmq.liberty.app.DurableBean;
import io.ternmq.liberty.app.MessagesServlet;
import io.ternmq.liberty.app.MovedBean;
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
                .deleteClasses(DurableBean.class, MovedBean.class);
    }

    /** The durable subscriber, which comes and goes. */
    static WebArchive durableSubscriber() {
        return oneBean("durable.war", DurableBean.class);
    }

    /** The bean that takes over a consumer group. */
    static WebArchive successor() {
        return oneBean("moved.war", MovedBean.class);
    }

    private static WebArchive oneBean(String name, Class<?> bean) {
        return ShrinkWrap.create(WebArchive.class, name)
                .addClasses(bean, MessagesServlet.class)
                .addClass("io.ternmq.liberty.app.Received");
    }
}
