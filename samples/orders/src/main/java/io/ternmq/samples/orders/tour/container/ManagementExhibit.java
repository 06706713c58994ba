package io.ternmq.samples.orders.tour.container;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Also to be seen by any JMX client. */
@ApplicationScoped
public class ManagementExhibit implements Exhibit {

    @Override
    public String name() {
        return "management";
    }

    @Override
    public String title() {
        return "What the adapter tells of each bean by MBeans; /health/ready is made of the same";
    }

    @Override
    public List<String> show(Run run) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            List<String> lines = new ArrayList<>();
            for (ObjectName bean : server.queryNames(new ObjectName("io.ternmq:type=Activation,*"), null)) {
                lines.add("%s: %s, delivered %s, failed %s, sessions %s".formatted(server.getAttribute(bean, "Name"),
                        server.getAttribute(bean, "State"), server.getAttribute(bean, "Delivered"), server.getAttribute(bean, "Failed"),
                        server.getAttribute(bean, "Sessions")));
            }
            lines.sort(Comparator.naturalOrder());
            return lines;
        } catch (JMException e) {
            throw new IllegalStateException("Cannot read the MBeans", e);
        }
    }
}
