package io.ternmq.broker.config;

import java.util.List;

/**
 * A configuration and what its reader has to say.
 *
 * @param warnings lines for the log, each with its place
 * @param notes    lines for the log at info level
 */
public record LoadedBrokerConfig(BrokerConfig config, List<String> warnings, List<String> notes) {
    public LoadedBrokerConfig {
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }
}
