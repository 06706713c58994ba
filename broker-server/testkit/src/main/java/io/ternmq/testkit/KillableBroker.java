package io.ternmq.testkit;

import io.ternmq.broker.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker as a process of its own, to be killed. */
public final class KillableBroker {
    /** What it says when it runs. */
    public static final String READY = "READY";

    private KillableBroker() {
    }

    /** Arguments: store folder, port of the broker, port of the name server, settings (key=value). Ends with its standard input. */
    public static void main(String[] args) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of("listenPort", args[1], "nameServerPort", args[2]));
        for (int i = 3; i < args.length; i++) {
            String[] setting = args[i].split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        try (EmbeddedServer server = EmbeddedServer.start(Path.of(args[0]), settings)) {
            System.out.println(READY);
            int end = System.in.read();
            assert end < 0 && server.brokerAddress() != null;
        }
    }
}
