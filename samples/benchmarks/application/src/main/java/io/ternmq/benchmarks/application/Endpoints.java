package io.ternmq.benchmarks.application;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Lets beans listen, and stops them again, by way of Open Liberty's own control of endpoints. */
final class Endpoints {

    private static final String CONTROL = "WebSphere:feature=kernel,name=ServerEndpointControl";
    private static final String MODULE = "benchmarks#benchmarks.war#";

    private Endpoints() {
    }

    static void resume(String bean) throws JMException {
        control("resume", bean);
    }

    /** Ends deliveries; those that run are waited for. */
    static void pause(String bean) throws JMException {
        control("pause", bean);
    }

    private static void control(String operation, String bean) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        server.invoke(new ObjectName(CONTROL), operation, new Object[] {MODULE + bean}, new String[] {String.class.getName()});
    }
}
