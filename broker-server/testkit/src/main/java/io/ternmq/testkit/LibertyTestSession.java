package io.ternmq.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts the broker before Arquillian starts Open Liberty, and tells the server, in files of its directory {@code variables}, which ports
 * to use. Works where the system properties {@code liberty.home} and {@code liberty.server} say which server; adds the configuration in
 * {@code src/main/liberty/snippets}, as defaults, and {@code src/test/liberty}. Sets {@code liberty.http.port}.
 */
public final class LibertyTestSession implements LauncherSessionListener {

    private static boolean isOpen;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String home = System.getProperty("liberty.home");
        if (home == null || isOpen) {
            return;
        }
        try {
            TestBroker.open(Path.of("target"));
            String httpPort = Integer.toString(FreePorts.next());
            System.setProperty("liberty.http.port", httpPort);
            new LibertyDirectory(Path.of(home), System.getProperty("liberty.server")).clean()
                    .defaults(Path.of("src/main/liberty/snippets"))
                    .overrides(Path.of("src/test/liberty"))
                    .variable("http.port", httpPort)
                    .variable("ternmq.nameServers", TestBroker.nameServers());
            isOpen = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        TestBroker.stop();
        if (isOpen) {
            try {
                new LibertyDirectory(Path.of(System.getProperty("liberty.home")), System.getProperty("liberty.server")).forgetVariables();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
