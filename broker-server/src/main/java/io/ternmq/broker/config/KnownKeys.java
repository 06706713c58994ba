package io.ternmq.broker.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells keys that RocketMQ knows and that have no effect here from keys that nobody knows. */
final class KnownKeys {
    private static final String RESOURCE = "rocketmq-keys.txt";

    private KnownKeys() {
    }

    /** One note for all the keys without effect; a warning is added for each unknown key. */
    static List<String> review(SettingReader settings, List<String> warnings) {
        List<Setting> unasked = settings.unasked();
        if (unasked.isEmpty()) {
            return List.of();
        }
        Set<String> known = load();
        List<String> withoutEffect = new ArrayList<>();
        for (Setting setting : unasked) {
            if (known.contains(setting.key())) {
                withoutEffect.add(setting.key());
            } else {
                warnings.add(settings.place(setting) + ": unknown key " + setting.key());
            }
        }
        return withoutEffect.isEmpty() ? List.of()
            : List.of("settings of RocketMQ that have no effect here: " + String.join(", ", withoutEffect));
    }

    private static Set<String> load() {
        try (InputStream in = KnownKeys.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
