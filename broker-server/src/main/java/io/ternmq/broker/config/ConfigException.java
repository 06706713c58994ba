package io.ternmq.broker.config;

import java.util.List;

/** The configuration is not usable. The message is ready for the user: one line for each fault, with file, line and key. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }

    ConfigException(String fault) {
        super(fault);
    }
}
