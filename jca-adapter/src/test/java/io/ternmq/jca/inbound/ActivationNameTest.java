package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Names are for people and for subscriptions, so each bean has its own, the same after each deployment. */
class ActivationNameTest {

    @Test
    void isTheServersWhereItSaysWhichBean() {
        assertThat(nameOf("shop#orders.jar#ActivationNameTest", ActivationNameTest.class)).isEqualTo("shop#orders.jar#ActivationNameTest");
    }

    @Test
    void saysTheBeanWhereTheServerHasOneNameForAll() {
        assertThat(nameOf("ternmqjakarta.jms.MessageListener", ActivationNameTest.class))
                .isEqualTo("ternmqjakarta.jms.MessageListener#" + ActivationNameTest.class.getName());
    }

    @Test
    void isMadeUpWhereThereIsNone() {
        assertThat(nameOf(" ", null)).isNotBlank();
        assertThat(nameOf(null, null)).isNotEqualTo(nameOf(null, null));
    }

    private static String nameOf(String given, Class<?> bean) {
        return EndpointContext.nameOf((MessageEndpointFactory) Proxy.newProxyInstance(ActivationNameTest.class.getClassLoader(),
                new Class<?>[] {MessageEndpointFactory.class},
                (proxy, method, arguments) -> method.getName().equals("getActivationName") ? given : bean));
    }
}
