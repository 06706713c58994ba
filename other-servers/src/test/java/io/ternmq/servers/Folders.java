package io.ternmq.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the build has put things. */
final class Folders {

    private Folders() {
    }

    /** The unpacked server of this name. */
    static Path server(String name) {
        return Path.of(System.getProperty("servers.folder"), name);
    }

    /** A file that the build makes. */
    static Path built(String name) {
        return Path.of(System.getProperty("build.folder"), name);
    }

    /** What a server is configured with. */
    static Path configuration(String name) {
        return Path.of("src/main/servers", name).toAbsolutePath();
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(from)) {
            all = walk.toList();
        }
        for (Path one : all) {
            Files.copy(one, to.resolve(from.relativize(one)));
        }
    }
}
