package io.ternmq.broker.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads typed values out of settings and collects what is wrong with them, so that a user sees every fault at once.
 * Used by one thread during start.
 */
final class SettingReader {
    private final String source;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    SettingReader(PropertyText text) {
        source = text.source();
        for (Setting setting : text.settings()) {
            Setting earlier = settings.put(setting.key(), setting);
            if (earlier != null) {
                warnings.add(place(setting) + ": " + setting.key() + " is set again; line " + earlier.line() + " has no effect");
            }
        }
    }

    /** Whether the key is set to something. An empty value counts as not set. */
    boolean isSet(String key) {
        return find(key) != null;
    }

    String text(String key, String defaultValue) {
        Setting setting = find(key);
        return setting == null ? defaultValue : setting.value();
    }

    boolean flag(String key, boolean defaultValue) {
        Setting setting = find(key);
        if (setting == null) {
            return defaultValue;
        }
        if (!setting.value().equalsIgnoreCase("true") && !setting.value().equalsIgnoreCase("false")) {
            fault(setting, "true or false");
        }
        return setting.value().equalsIgnoreCase("true");
    }

    int integer(String key, int defaultValue, int min, int max) {
        return (int) number(key, defaultValue, min, max);
    }

    long number(String key, long defaultValue, long min, long max) {
        Setting setting = find(key);
        if (setting == null) {
            return defaultValue;
        }
        Long value = toLong(setting.value());
        if (value != null && value >= min && value <= max) {
            return value;
        }
        fault(setting, "a whole number from " + min + " to " + max);
        return defaultValue;
    }

    private static Long toLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    <E extends Enum<E>> E choice(String key, E defaultValue) {
        Setting setting = find(key);
        if (setting == null) {
            return defaultValue;
        }
        E[] choices = defaultValue.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (choice.name().equals(setting.value())) {
                return choice;
            }
        }
        fault(setting, "one of " + Arrays.toString(choices));
        return defaultValue;
    }

    /** Reports the value of a key as wrong. */
    void fault(String key, String expected) {
        Setting setting = find(key);
        fault(setting == null ? new Setting(key, "", 0) : setting, expected);
    }

    void warn(String key, String what) {
        Setting setting = find(key);
        warnings.add((setting == null ? source : place(setting)) + ": " + key + ": " + what);
    }

    /** Settings nobody has asked for, in the order of the file. */
    List<Setting> unasked() {
        return settings.values().stream().filter(setting -> !asked.contains(setting.key())).toList();
    }

    String place(Setting setting) {
        return setting.line() == 0 ? source : source + ":" + setting.line();
    }

    List<String> warnings() {
        return warnings;
    }

    void requireNoFaults() {
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private void fault(Setting setting, String expected) {
        faults.add(place(setting) + ": " + setting.key() + "=" + setting.value() + " (expected: " + expected + ")");
    }

    private Setting find(String key) {
        asked.add(key);
        Setting setting = settings.get(key);
        return setting == null || setting.value().isEmpty() ? null : setting;
    }
}
