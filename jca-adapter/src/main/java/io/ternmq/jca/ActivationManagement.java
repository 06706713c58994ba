package io.ternmq.jca;

import io.ternmq.jca.inbound.ActivationReport;
import io.ternmq.jca.inbound.EndpointActivation;
import io.ternmq.jca.management.ActivationMXBean;

/** An activation as an MBean. */
record ActivationManagement(EndpointActivation activation) implements ActivationMXBean {

    private ActivationReport report() {
        return activation.report();
    }

    @Override
    public String getName() {
        return activation.name();
    }

    @Override
    public String getDestination() {
        return activation.destination();
    }

    @Override
    public String getState() {
        return report().state();
    }

    @Override
    public String getReason() {
        return report().reason();
    }

    @Override
    public boolean isReady() {
        return report().isReady();
    }

    @Override
    public boolean isTransacted() {
        return activation.isTransacted();
    }

    @Override
    public long getDelivered() {
        return report().delivered();
    }

    @Override
    public long getFailed() {
        return report().failed();
    }

    @Override
    public int getSessions() {
        return report().sessions();
    }

    @Override
    public String getLastError() {
        return report().lastError();
    }

    @Override
    public long getLastErrorTimeMs() {
        return report().lastErrorMs();
    }

    @Override
    public void pause() {
        activation.pause("by an administrator");
    }

    @Override
    public void resume() {
        activation.resume();
    }
}
