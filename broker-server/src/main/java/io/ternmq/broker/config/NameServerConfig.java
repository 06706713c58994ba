package io.ternmq.broker.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All settings of a name server, checked.
 *
 * @param bindAddress         {@code bindAddress}; 0.0.0.0 by default, since seed set-ups start it without a file for other
 * machines
 * @param listenPort          {@code listenPort}, 9876; 0 takes a free port
 * @param keyValueFile        {@code kvConfigPath}; where key-value settings are kept, null: in memory only
 * @param allowAnonymousAdmin {@code allowAnonymousAdmin}, false; whether codes that change it are answered to other machines
 */
public record NameServerConfig(String bindAddress, int listenPort, Path keyValueFile, boolean allowAnonymousAdmin) {

    /** A name server configuration and what its reader has to say. */
    public record Loaded(NameServerConfig config, List<String> warnings, List<String> notes) {
        public Loaded {
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }
    }

    /** Reads a file. Throws {@link ConfigException}. */
    public static Loaded fromFile(Path file) {
        return from(PropertyText.read(file));
    }

    /** Defaults but for the settings given. Throws {@link ConfigException}. */
    public static Loaded withoutFile(Map<String, String> values) {
        return from(PropertyText.of("settings", values));
    }

    private static Loaded from(PropertyText text) {
        SettingReader settings = new SettingReader(text);
        String defaultKeyValueFile = Path.of(System.getProperty("user.home"), "ternmq", "namesrv", "kvConfig.json").toString();
        NameServerConfig config = new NameServerConfig(settings.text("bindAddress", "0.0.0.0"),
            settings.integer("listenPort", BrokerConfig.NAME_SERVER_PORT, 0, 65535),
            Path.of(settings.text("kvConfigPath", defaultKeyValueFile)).toAbsolutePath().normalize(),
            settings.flag("allowAnonymousAdmin", false));
        settings.requireNoFaults();
        List<String> warnings = new ArrayList<>(settings.warnings());
        return new Loaded(config, warnings, KnownKeys.review(settings, warnings));
    }
}
