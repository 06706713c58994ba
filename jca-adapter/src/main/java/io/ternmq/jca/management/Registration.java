package io.ternmq.jca.management;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** An MBean at the platform's MBean server, from its making until {@link #close}. Any thread. */
public final class Registration implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Registration.class.getName());
    private static final String DOMAIN = "io.ternmq:type=";
    private static final int MAX_INSTANCES = 1000;

    private final ObjectName name;

    private Registration(ObjectName name) {
        this.name = name;
    }

    /**
     * Registers it as {@code io.ternmq:type=TYPE,name="NAME"}; where that is taken, by another adapter or another application of the
     * same name, with {@code ,instance=2} and so on. Without an MBean server that takes it, only the log says so.
     *
     * @param nameOrNull null for an MBean without
     */
    public static Registration of(String type, String nameOrNull, Object bean) {
        String base = DOMAIN + type + (nameOrNull == null ? "" : ",name=" + ObjectName.quote(nameOrNull));
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (int instance = 1; instance <= MAX_INSTANCES; instance++) {
            try {
                ObjectName wanted = new ObjectName(instance == 1 ? base : base + ",instance=" + instance);
                server.registerMBean(bean, wanted);
                return new Registration(wanted);
            } catch (InstanceAlreadyExistsException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is taken", e.getMessage());
            } catch (JMException | SecurityException e) {
                LOG.log(System.Logger.Level.WARNING, "{0} cannot be registered as an MBean: {1}", base, e);
                return new Registration(null);
            }
        }
        LOG.log(System.Logger.Level.WARNING, "{0} cannot be registered as an MBean: {1} are there already", base, MAX_INSTANCES);
        return new Registration(null);
    }

    /** Its name at the server; null when it could not be registered. */
    public ObjectName name() {
        return name;
    }

    @Override
    public void close() {
        if (name == null) {
            return;
        }
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} was unregistered by somebody else", name);
        } catch (JMException | SecurityException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be unregistered: {1}", name, e);
        }
    }
}
