package io.ternmq.namesrv;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings that tools leave at the name server, by namespace; kept in a file in RocketMQ's layout, {@code {"configTable":{…}}}.
 * Owned by the name server's event loop; they are few and change by hand only, so writing the file there is no burden.
 */
final class KeyValues {
    /** Namespace of ordered topics; its values are told to clients with the route. */
    static final String ORDERED_TOPICS = "ORDER_TOPIC_CONFIG";

    private final Path file;
    private final SortedMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();

    /** Reads the file if there is one. A null file keeps everything in memory. */
    KeyValues(Path file) {
        this.file = file;
        if (file != null && Files.exists(file)) {
            load();
        }
    }

    private void load() {
        try {
            JSONObject table = JSON.parseObject(Files.readString(file)).getJSONObject("configTable");
            for (String namespace : table == null ? Map.<String, Object>of().keySet() : table.keySet()) {
                table.getJSONObject(namespace).forEach((key, value) ->
                    namespaces.computeIfAbsent(namespace, name -> new TreeMap<>()).put(key, String.valueOf(value)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** The value, or null. */
    String get(String namespace, String key) {
        return list(namespace).get(key);
    }

    /** All keys of a namespace; empty when there is none. */
    Map<String, String> list(String namespace) {
        return Collections.unmodifiableMap(namespaces.getOrDefault(namespace, Collections.emptySortedMap()));
    }

    void put(String namespace, String key, String value) {
        namespaces.computeIfAbsent(namespace, name -> new TreeMap<>()).put(key, value);
        save();
    }

    void remove(String namespace, String key) {
        SortedMap<String, String> values = namespaces.get(namespace);
        if (values != null && values.remove(key) != null) {
            if (values.isEmpty()) {
                namespaces.remove(namespace);
            }
            save();
        }
    }

    private void save() {
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(next, JSON.toJSONString(Map.of("configTable", namespaces)));
            if (Files.getFileStore(next).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
