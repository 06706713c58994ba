package io.ternmq.benchmarks.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Class paths of the child processes, as the build resolved them.
 *
 * @param ternMq TernMQ's server and Jakarta Messaging client with the versions pinned in the parent pom
 * @param rocketMq Apache RocketMQ's broker, name server and client with the versions that they were released with
 * @param artemis Apache Artemis' broker and Jakarta Messaging client with the versions that they were released with
 * @param artemisNative folder with Artemis' libraries for libaio
 * @param openLiberty folder where Open Liberty is unpacked; needed for EE cases only
 * @param deployments folder with {@code benchmarks.war}, {@code ternmq.rar} and {@code artemis.rar}; needed for EE cases only
 */
public record ClassPaths(String ternMq, String rocketMq, String artemis, Path artemisNative, Path openLiberty, Path deployments) {

    /** Reads {@code ternmq.txt}, {@code rocketmq.txt}, {@code artemis.txt} and {@code liberty.txt}. */
    public static ClassPaths read(Path directory) {
        return new ClassPaths(text(directory.resolve("ternmq.txt")), text(directory.resolve("rocketmq.txt")),
            text(directory.resolve("artemis.txt")), directory.resolve("artemis-native"),
            Path.of(text(directory.resolve("liberty.txt"))), directory.resolve("deployments"));
    }

    /** A class path with the places of some of our own classes before it. */
    public static String with(String classPath, Class<?>... types) {
        StringBuilder path = new StringBuilder();
        for (Class<?> type : types) {
            path.append(location(type)).append(File.pathSeparator);
        }
        return path.append(classPath).toString();
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("place of " + type, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("class path file " + file + " (made by mvn process-test-classes)", e);
        }
    }
}
