package io.ternmq.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one server of an Open Liberty installation, while that server is stopped. */
public final class LibertyDirectory {

    private final Path server;

    /**
     * @param home   {@code wlp}
     * @param server name
     */
    public LibertyDirectory(Path home, String server) {
        this.server = home.resolve("usr/servers").resolve(server);
    }

    /** Where it is. */
    public Path path() {
        return server;
    }

    /**
     * Takes away what an earlier run left: transactions in doubt that no broker knows any more, and what the server keeps of the adapter.
     * It tells changes of an archive by time stamps, which reproducible builds do not have.
     */
    public LibertyDirectory clean() throws IOException {
        delete(server.resolve("workarea"));
        delete(server.resolve("tranlog"));
        Path overrides = Files.createDirectories(server.resolve("configDropins/overrides"));
        try (Stream<Path> files = Files.list(overrides)) {
            // The Maven plugin keeps its variables there.
            for (Path file : files.filter(path -> !path.getFileName().toString().startsWith("liberty-plugin")).toList()) {
                Files.delete(file);
            }
        }
        return this;
    }

    /** Gives a variable of {@code server.xml} a value that goes before its default. */
    public LibertyDirectory variable(String name, String value) throws IOException {
        Files.writeString(Files.createDirectories(server.resolve("variables")).resolve(name), value);
        return this;
    }

    /** Takes the variables away: what is started next, by {@code liberty:dev} for instance, is not to look for the ports of a test. */
    public void forgetVariables() throws IOException {
        delete(server.resolve("variables"));
    }

    /** Adds the XML files of a folder to the configuration, where {@code server.xml} goes before them; none if there is no such folder. */
    public LibertyDirectory defaults(Path folder) throws IOException {
        return dropins("defaults", folder);
    }

    /** Adds the XML files of a folder to the configuration, where they go before {@code server.xml}; none if there is no such folder. */
    public LibertyDirectory overrides(Path folder) throws IOException {
        return dropins("overrides", folder);
    }

    private LibertyDirectory dropins(String kind, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            Path dropins = Files.createDirectories(server.resolve("configDropins").resolve(kind));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
                    Files.copy(file, dropins.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return this;
    }

    /** Deletes it with all that is in it. */
    public void delete() throws IOException {
        delete(server);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> contents = Files.walk(folder)) {
                for (Path path : contents.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
