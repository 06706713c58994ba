package io.ternmq.servers;

import java.io.IOException;
import java.nio.file.Path;

/** A kind of server, to run the adapter and the application. */
interface ApplicationServer {

    /**
     * Configures a new server, has it deploy adapter and application, and starts it. The application may come up later.
     *
     * @param folder      new, for all that it writes
     * @param nameServers what the adapter connects to
     */
    ServerProcess start(Path folder, String nameServers) throws IOException, InterruptedException;

    /** Starts the server that was started with the same folder and name servers before, and has ended since. */
    ServerProcess startAgain(Path folder, String nameServers) throws IOException, InterruptedException;

    /** Whether the server has said that it cannot deploy the adapter or the application. */
    boolean hasFailed(Path folder);

    /** Whether it finishes what its crash has left in doubt. */
    default boolean isRecovering() {
        return true;
    }

    /** Port of 127.0.0.1 where the application will answer. */
    int httpPort();
}
