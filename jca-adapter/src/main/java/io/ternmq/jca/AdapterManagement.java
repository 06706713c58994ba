package io.ternmq.jca;

import io.ternmq.jca.inbound.ActivationReport;
import io.ternmq.jca.inbound.EndpointActivation;
import io.ternmq.jca.management.AdapterMXBean;
import java.util.ArrayList;
import java.util.List;

/** The adapter as an MBean. */
record AdapterManagement(TernResourceAdapter adapter) implements AdapterMXBean {

    @Override
    public String getNameServers() {
        return adapter.getNameServers();
    }

    @Override
    public boolean isReady() {
        return getNotReady().isEmpty();
    }

    @Override
    public List<String> getNotReady() {
        List<String> notReady = new ArrayList<>();
        for (EndpointActivation activation : adapter.activations()) {
            ActivationReport report = activation.report();
            if (!report.isReady()) {
                notReady.add(activation.name() + ": " + report.state() + (report.reason().isEmpty() ? "" : ", " + report.reason()));
            }
        }
        return notReady;
    }

    @Override
    public int getActivations() {
        return adapter.activations().size();
    }
}
