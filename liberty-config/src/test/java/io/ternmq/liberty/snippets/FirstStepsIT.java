package io.ternmq.liberty.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.LibertyDirectory;
import io.ternmq.testkit.LibertyProcess;
import io.ternmq.testkit.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README says under "From nothing to a bean", with the README's own text, at free ports. */
class FirstStepsIT {

    private static final String SERVER = "first-steps";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern BLOCK = Pattern.compile("```(xml|java)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path home = Path.of(System.getProperty("liberty.home"));
    private final LibertyDirectory directory = new LibertyDirectory(home, SERVER);
    private final int httpPort = FreePorts.next();

    @TempDir
    private Path folder;

    @Test
    void bringsAMessageToABeanByTheReadmeAlone() throws IOException, InterruptedException {
        List<MatchResult> blocks = blocks();
        makeServer(blocks.get(0).group(2));
        makeApplication(blocks.subList(1, blocks.size()).stream().map(block -> block.group(2)).toList());

        List<String> output = new CopyOnWriteArrayList<>();
        try (LibertyProcess server = LibertyProcess.start(home, SERVER, output::add)) {
            await("the application").atMost(PATIENCE).failFast("the server does not run: " + output, () -> !server.isHealthy())
                    .until(() -> post("two terns") == 200);
            await("the message, in " + output).atMost(PATIENCE).until(() -> output.toString().contains("The bean got: two terns"));
        }
    }

    /** One of XML, then those of Java. */
    private static List<MatchResult> blocks() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("## From nothing to a bean"), readme.indexOf("## Properties"));
        List<MatchResult> blocks = BLOCK.matcher(section).results().toList();
        assertThat(blocks).extracting(block -> block.group(1)).containsExactly("xml", "java", "java");
        return blocks;
    }

    private void makeServer(String serverXml) throws IOException {
        directory.delete();
        Path resources = Files.createDirectories(directory.path().resolve("resources"));
        Files.copy(home.resolve("usr/servers").resolve(System.getProperty("liberty.server")).resolve("resources/ternmq.rar"),
                resources.resolve("ternmq.rar"));
        Files.writeString(directory.path().resolve("server.xml"), serverXml
                .replace("httpPort=\"9080\"", "host=\"127.0.0.1\" httpPort=\"" + httpPort + "\"")
                .replace("127.0.0.1:9876", TestBroker.nameServers()));
    }

    private void makeApplication(List<String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), "-proc:none", "-d", folder.toString()));
        WebArchive application = ShrinkWrap.create(WebArchive.class, "shop.war");
        for (String source : sources) {
            Matcher name = CLASS.matcher(source);
            assertThat(name.find()).as(source).isTrue();
            arguments.add(Files.writeString(folder.resolve(name.group(1) + ".java"), source).toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new))).isZero();
        try (var classes = Files.list(folder.resolve("shop"))) {
            classes.forEach(file -> application.addAsWebResource(file.toFile(), "WEB-INF/classes/shop/" + file.getFileName()));
        }
        application.as(ZipExporter.class).exportTo(Files.createDirectories(directory.path().resolve("dropins")).resolve("shop.war").toFile());
    }

    /** The status; 0 when nobody listens yet. */
    private int post(String text) throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/shop/orders"))
                    .POST(HttpRequest.BodyPublishers.ofString(text)).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // Not yet listening.
            return 0;
        }
    }
}
