package io.ternmq.servers;

import io.ternmq.servers.app.TomeeMain;
import io.ternmq.testkit.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** TomEE's containers with {@code tomee.xml}, the rar unpacked as a user would into {@code lib}. */
final class Tomee implements ApplicationServer {

    private final int httpPort = FreePorts.next();

    @Override
    public ServerProcess start(Path folder, String nameServers) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.copy(Folders.configuration("tomee.xml"), conf.resolve("tomee.xml"));
        unpackJars(Folders.built("ternmq.rar"), Files.createDirectories(folder.resolve("lib")));
        return startAgain(folder, nameServers);
    }

    @Override
    public ServerProcess startAgain(Path folder, String nameServers) throws IOException {
        String classes = Folders.built("classes").toString();
        String classPath = String.join(File.pathSeparator, System.getProperty("tomee.libraries") + "/*", folder.resolve("lib") + "/*", classes,
                Folders.built("test-classes").toString());
        return ServerProcess.start(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
                        "-Dopenejb.home=" + folder, "-Dopenejb.base=" + folder, "-Dopenejb.configuration=" + folder.resolve("conf/tomee.xml"),
                        "-Dternmq.nameServers=" + nameServers, "-DQueueBean.activation.destination=servers_messages", TomeeMain.class.getName(), classes, String.valueOf(httpPort)),
                Map.of(), folder, folder.resolve("server.log"));
    }

    private static void unpackJars(Path rar, Path to) throws IOException {
        try (InputStream file = Files.newInputStream(rar); ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (name.endsWith(".jar") && name.indexOf('/') < 0) {
                    Files.copy(zip, to.resolve(name));
                }
            }
        }
    }

    /** Its process ends then. */
    @Override
    public boolean hasFailed(Path folder) {
        return false;
    }

    /** Nothing in its containers asks a resource adapter for branches. */
    @Override
    public boolean isRecovering() {
        return false;
    }

    @Override
    public int httpPort() {
        return httpPort;
    }
}
