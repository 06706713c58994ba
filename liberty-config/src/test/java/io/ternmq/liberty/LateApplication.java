package io.ternmq.liberty;

import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.LibertyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An application that the running server is given together with its configuration, since Arquillian configures none. One thread. */
public final class LateApplication implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String page;
    private final Path archive;
    private final Path configuration;
    private final Path variables;

    /**
     * Deploys it, and waits until it answers.
     *
     * @param name      of the archive and its context
     * @param addresses an element {@code variable} for each address that the configuration leaves open
     */
    public LateApplication(String name, WebArchive application, String addresses) throws IOException {
        Path server = new LibertyDirectory(Path.of(System.getProperty("liberty.home")), System.getProperty("liberty.server")).path();
        page = "/" + name + "/" + name;
        archive = Files.createDirectories(server.resolve("apps")).resolve(name + ".war");
        Path overrides = server.resolve("configDropins/overrides");
        variables = overrides.resolve(name + "-variables.xml");
        configuration = overrides.resolve(name + ".xml");
        application.as(ZipExporter.class).exportTo(archive.toFile(), true);
        Files.writeString(variables, "<server>" + addresses + "</server>");
        Files.copy(Path.of("src/test/liberty/late", name + ".xml"), configuration, StandardCopyOption.REPLACE_EXISTING);
        await("the application " + name).atMost(PATIENCE).until(() -> Pages.look(page).status() == 200);
    }

    /** Path of its page. */
    public String page() {
        return page;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(configuration);
        await("the application is gone").atMost(PATIENCE).until(() -> Pages.look(page).status() == 404);
        Files.deleteIfExists(variables);
        Files.delete(archive);
    }
}
