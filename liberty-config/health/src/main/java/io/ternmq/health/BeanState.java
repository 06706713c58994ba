package io.ternmq.health;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * How a message-driven bean fares, as the adapter's MBean tells.
 *
 * @param name    of the activation, as the server has given it
 * @param isReady whether it gets messages
 * @param text    state, and the reason where there is one
 */
record BeanState(String name, boolean isReady, String text) {

    private static final ObjectName ACTIVATIONS;

    static {
        try {
            ACTIVATIONS = new ObjectName("io.ternmq:type=Activation,*");
        } catch (MalformedObjectNameException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Of all beans that this JVM's adapters deliver to, by name. */
    static List<BeanState> all() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<BeanState> states = new ArrayList<>();
        for (ObjectName activation : server.queryNames(ACTIVATIONS, null)) {
            try {
                states.add(of(server, activation));
            } catch (InstanceNotFoundException e) {
                System.getLogger(BeanState.class.getName()).log(System.Logger.Level.DEBUG, "{0} has just been undeployed", activation);
            }
        }
        states.sort(Comparator.comparing(BeanState::name));
        return states;
    }

    private static BeanState of(MBeanServer server, ObjectName activation) throws JMException {
        String state = (String) server.getAttribute(activation, "State");
        String reason = (String) server.getAttribute(activation, "Reason");
        return new BeanState((String) server.getAttribute(activation, "Name"), (boolean) server.getAttribute(activation, "Ready"),
                reason == null || reason.isEmpty() ? state : state + ": " + reason);
    }
}
