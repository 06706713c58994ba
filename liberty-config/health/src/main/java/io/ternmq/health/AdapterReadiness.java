package io.ternmq.health;

import jakarta.enterprise.context.ApplicationScoped;
import javax.management.JMException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when every message-driven bean of TernMQ's adapters in this server gets messages; up as well when there is none. The data of the
 * check has the state of each. A bean is not ready while it is connecting, while the broker is away, and while it is paused.
 */
@Readiness
@ApplicationScoped
public class AdapterReadiness implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("ternmq");
        try {
            boolean isReady = true;
            for (BeanState bean : BeanState.all()) {
                isReady &= bean.isReady();
                response.withData(bean.name(), bean.text());
            }
            return response.status(isReady).build();
        } catch (JMException e) {
            return response.down().withData("error", e.toString()).build();
        }
    }
}
