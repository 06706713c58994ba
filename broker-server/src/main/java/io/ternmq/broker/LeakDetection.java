package io.ternmq.broker;

import java.util.List;
import java.util.Properties;

/**
 * Netty's search for buffers that nobody releases: by default it notes where one of 128 was made and touched, which costs stack traces
 * on the way of messages. A server's own process does without; those that embed a broker decide for themselves.
 */
final class LeakDetection {
    private static final String LEVEL = "io.netty.leakDetection.level";
    /** Both names that Netty reads. */
    private static final List<String> NAMES = List.of(LEVEL, "io.netty.leakDetectionLevel");

    private LeakDetection() {
    }

    /** Switches it off, unless the properties say what is wanted. Before any class of Netty is initialized, which reads them then. */
    static void disableUnlessSet(Properties properties) {
        if (NAMES.stream().noneMatch(properties::containsKey)) {
            properties.setProperty(LEVEL, "disabled");
        }
    }
}
