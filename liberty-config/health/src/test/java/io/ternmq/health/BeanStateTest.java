package io.ternmq.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeanStateTest {

    /** What the adapter's MBeans look like. */
    public interface ActivationMXBean {
        String getName();

        String getState();

        String getReason();

        boolean isReady();
    }

    private record Activation(String getName, String getState, String getReason, boolean isReady) implements ActivationMXBean {
    }

    private static ObjectName nameOf(int number) throws JMException {
        return new ObjectName("io.ternmq:type=Activation,name=" + ObjectName.quote("shop#Bean" + number));
    }

    @BeforeEach
    void register() throws JMException {
        ManagementFactory.getPlatformMBeanServer().registerMBean(new Activation("shop#B", "BACKOFF", "broker away", false), nameOf(1));
        ManagementFactory.getPlatformMBeanServer().registerMBean(new Activation("shop#A", "RUNNING", "", true), nameOf(2));
    }

    @AfterEach
    void unregister() throws JMException {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(nameOf(1));
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(nameOf(2));
    }

    @Test
    void readsStateAndReasonOfEachBean() throws JMException {
        assertThat(BeanState.all()).containsExactly(new BeanState("shop#A", true, "RUNNING"),
                new BeanState("shop#B", false, "BACKOFF: broker away"));
    }
}
