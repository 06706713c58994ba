package io.ternmq.liberty.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.LibertyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the README says under "From nothing to a bean", with the README's own text: files are written where it says, commands are run
 * by bash. The first block is not run, since the build has done it. Other than there: ports are free ones, and home and project are
 * folders of their own; in that of the project links lead to what the build has made.
 */
class FirstStepsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Language and text; before it, where there is one, the last name of a file. */
    private static final Pattern BLOCK = Pattern.compile("```(xml|java)?\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("`([^`]+\\.(?:xml|java))`[^`]*\\z");

    private final String httpPort = Integer.toString(FreePorts.next());
    private final String nameServerPort = Integer.toString(FreePorts.next());
    private final String brokerPort = Integer.toString(FreePorts.next());
    private final LibertyDirectory server = new LibertyDirectory(Path.of(System.getProperty("liberty.home")), "shop");

    @TempDir
    private Path folder;
    private Path home;
    private Path project;

    @BeforeEach
    void linkWhatIsBuilt() throws IOException, InterruptedException {
        assumeTrue(hasCommands(), "The README's commands need bash, unzip and curl");
        home = Files.createDirectory(folder.resolve("home"));
        project = Files.createDirectory(folder.resolve("project"));
        for (String module : List.of("broker-server", "jca-adapter")) {
            Files.createSymbolicLink(project.resolve(module), Path.of("..", module).toRealPath());
        }
        Files.createSymbolicLink(project.resolve("wlp"), Path.of(System.getProperty("liberty.home")).toRealPath());
        server.delete();
    }

    @AfterEach
    void deleteServer() throws IOException {
        server.delete();
    }

    @Test
    void bringsAMessageToABeanByTheReadmeAlone() throws IOException, InterruptedException {
        Steps steps = new Steps();

        steps.skip("-pl broker-server,jca-adapter -am\n", "openliberty-runtime:" + System.getProperty("openliberty.version") + ":zip", "\nWLP=wlp\n");
        try (Window broker = open("broker", steps.command().replace("bin/mqbroker", "bin/mqbroker -c '" + settings() + "'"))) {
            broker.await("boot success");
            run("server", steps.command());
            steps.write("$WLP/usr/servers/shop/server.xml");
            steps.write("shop/OrderBean.java");
            steps.write("shop/OrderServlet.java");
            run("application", steps.command());
            try (Window liberty = open("liberty", steps.command())) {
                liberty.await("CWWKZ0001I");
                assertThat(run("curl", steps.command())).contains("sent");
                liberty.await("The bean got: two terns");
            }
        }
        assertThat(steps.areDone()).as("all blocks were used").isTrue();
    }

    /** The blocks of the walk, in order. */
    private final class Steps {

        private final String section;
        private final Matcher blocks;

        private Steps() throws IOException {
            String readme = Files.readString(Path.of("README.md"));
            section = readme.substring(readme.indexOf("## From nothing to a bean"), readme.indexOf("## Properties"))
                    .replace("9080", httpPort).replace("127.0.0.1:9876", "127.0.0.1:" + nameServerPort);
            blocks = BLOCK.matcher(section);
        }

        private void skip(String... parts) {
            assertThat(command()).contains(parts);
        }

        /** The next block, which is one for the shell. */
        private String command() {
            assertThat(blocks.find()).as("another block").isTrue();
            assertThat(blocks.group(1)).as("language of %s", blocks.group()).isNull();
            return blocks.group(2);
        }

        /** Writes the next block into the file that is named before it. */
        private void write(String expectedFile) throws IOException {
            assertThat(blocks.find()).as("another block").isTrue();
            Matcher file = FILE.matcher(section.substring(0, blocks.start()));
            assertThat(file.find()).as("the name of a file before %s", blocks.group()).isTrue();
            assertThat(file.group(1)).isEqualTo(expectedFile).endsWith("." + blocks.group(1));
            Path path = project.resolve(expectedFile.replace("$WLP", "wlp"));
            Files.createDirectories(path.getParent());
            Files.writeString(path, blocks.group(2));
        }

        private boolean areDone() {
            return !blocks.find();
        }
    }

    private static boolean hasCommands() throws IOException, InterruptedException {
        return Files.isExecutable(Path.of("/bin/bash"))
                && new ProcessBuilder("/bin/bash", "-c", "type unzip curl").redirectErrorStream(true).start().waitFor() == 0;
    }

    private Path settings() throws IOException {
        return Files.write(folder.resolve("broker.properties"), List.of("bindAddress=127.0.0.1", "brokerIP1=127.0.0.1",
                "listenPort=" + brokerPort, "nameServerPort=" + nameServerPort, "storePathRootDir=" + folder.resolve("store"),
                "mappedFileSizeCommitLog=67108864"));
    }

    /** What the commands print; they must succeed. */
    private String run(String name, String commands) throws IOException, InterruptedException {
        try (Window window = open(name, commands)) {
            assertThat(window.bash.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("an end of %s", name).isTrue();
            assertThat(window.bash.exitValue()).as("%s: %s", commands, window.output()).isZero();
            return window.output();
        }
    }

    private Window open(String name, String commands) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("/bin/bash", "-e", "-c", commands).directory(project.toFile()).redirectErrorStream(true);
        Path java = Path.of(System.getProperty("java.home"));
        bash.environment().put("JAVA_HOME", java.toString());
        bash.environment().merge("PATH", java.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        bash.environment().put("HOME", home.toString());
        bash.environment().put("JAVA_OPT_EXT", "-Duser.home=" + home);
        bash.environment().put("WLP", "wlp");
        Path output = folder.resolve(name + ".txt");
        return new Window(bash.redirectOutput(output.toFile()).start(), output);
    }

    /** Commands that run, maybe for long; closing it ends them. */
    private record Window(Process bash, Path file) implements AutoCloseable {

        private void await(String text) {
            Awaitility.await("'" + text + "' in " + file).atMost(PATIENCE)
                    .failFast(() -> assertThat(bash.isAlive()).as(output()).isTrue()).until(() -> output().contains(text));
        }

        private String output() throws IOException {
            return Files.readString(file);
        }

        @Override
        public void close() {
            List<ProcessHandle> processes = bash.descendants().toList();
            bash.destroy();
            processes.forEach(ProcessHandle::destroy);
            Awaitility.await("the end of " + file).atMost(PATIENCE)
                    .until(() -> !bash.isAlive() && processes.stream().noneMatch(ProcessHandle::isAlive));
        }
    }
}
