package io.ternmq.benchmarks.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What both servers are given alike.
 *
 * @param directory where this instance keeps store, configuration and logs; made by the peer
 * @param logDirectory where the console output stays after the instance is gone
 * @param heap JVM heap of the broker, as in {@code -Xmx}
 * @param jvmFlags beside those that all have
 * @param flushMode when a send is answered
 */
public record PeerSettings(Path directory, Path logDirectory, String heap, List<String> jvmFlags, FlushMode flushMode) {

    /** JVM flags of the broker process. The heap has a fixed size; the collector is the one that RocketMQ's scripts choose. */
    public List<String> brokerJvmFlags() {
        List<String> flags = new ArrayList<>(List.of("-server", "-Xms" + heap, "-Xmx" + heap, "-XX:MaxDirectMemorySize=" + heap, "-XX:+UseG1GC",
            "-XX:-OmitStackTraceInFastThrow", "-Duser.home=" + directory));
        flags.addAll(jvmFlags);
        return flags;
    }
}
