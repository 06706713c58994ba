package io.ternmq.samples.orders.tour.delivery;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Open Liberty's MBean that stops and starts message-driven beans, {@code application#module#bean}. */
final class EndpointControl {

    private static final String MBEAN = "WebSphere:feature=kernel,name=ServerEndpointControl";

    private EndpointControl() {
    }

    static void pause(String bean) {
        invoke("pause", bean);
    }

    static void resume(String bean) {
        invoke("resume", bean);
    }

    private static void invoke(String operation, String bean) {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName(MBEAN), operation,
                    new Object[] {bean}, new String[] {String.class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("Cannot " + operation + " " + bean, e);
        }
    }
}
