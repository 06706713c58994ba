package io.ternmq.wire.selector;

import java.util.HashMap;
import java.util.Map;

/** Messages to select from. */
final class Messages {

    private Messages() {
    }

    /** A message with the given properties: name, value, name, value ... */
    static PropertySource with(Object... namesAndValues) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties::get;
    }
}
