package io.ternmq.testkit;

import io.ternmq.broker.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A broker as a process of its own, to be killed. */
public final class KillableBroker {
    /** What it says when it runs. */
    public static final String READY = "READY";

    private KillableBroker() {
    }

    /** Arguments: store folder, port of the broker, port of the name server. Ends with its standard input. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start(Path.of(args[0]), Map.of("listenPort", args[1], "nameServerPort", args[2]))) {
            System.out.println(READY);
            int end = System.in.read();
            assert end < 0 && server.brokerAddress() != null;
        }
    }
}
