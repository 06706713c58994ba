package io.ternmq.benchmarks;

import io.ternmq.benchmarks.driver.DriverMain;
import io.ternmq.benchmarks.jms.JmsDriverMain;
import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.peer.ClassPaths;
import io.ternmq.benchmarks.peer.Peer;
import io.ternmq.benchmarks.peer.PeerKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How a driver is started: a JVM of its own with the class path of the client that it drives.
 *
 * @param jvmFlags beside those that all drivers have
 * @param classPath of the client, with our classes before it
 * @param mainClass of the driver
 * @param target its first arguments, which say what to connect to
 */
record DriverCommand(List<String> jvmFlags, String classPath, Class<?> mainClass, List<String> target) {

    private static final List<String> JVM_FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");
    /** RocketMQ's client is what users have, with its own log kept quiet. */
    private static final List<String> ROCKETMQ_FLAGS = List.of("-Drmq.logback.configurationFile=rmq.client.logback.xml",
        "-Drocketmq.client.logLevel=WARN");

    /** Without a file logback prints everything. */
    private static final List<String> JMS_FLAGS = List.of("-Dlogback.configurationFile=logback_harness.xml");

    /** Without it Artemis' client calls completion listeners as soon as it has sent, and warns that it does. */
    private static final String CONFIRMED = "&confirmationWindowSize=1048576";

    /** The driver for this face, with the client of the peer; {@code artemisOptions} are options in the URI of Artemis' client. */
    static DriverCommand of(Face face, PeerKind kind, Peer peer, ClassPaths classPaths, String artemisOptions) {
        if (face == Face.NATIVE) {
            return new DriverCommand(ROCKETMQ_FLAGS, ClassPaths.with(classPaths.rocketMq(), DriverMain.class, Histogram.class),
                DriverMain.class, List.of(peer.address()));
        }
        return switch (kind) {
            case TERNMQ -> jms(classPaths.ternMq(), "io.ternmq.jms.TernConnectionFactory", "ternmq://" + peer.address(), "");
            case ARTEMIS -> jms(classPaths.artemis(), "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
                "tcp://" + peer.address() + "?" + artemisOptions, CONFIRMED);
            default -> throw new IllegalArgumentException("peer: " + kind.label() + " (expected with jms: ternmq, artemis)");
        };
    }

    private static DriverCommand jms(String classPath, String factoryClass, String uri, String completing) {
        return new DriverCommand(JMS_FLAGS, ClassPaths.with(classPath, JmsDriverMain.class, Histogram.class), JmsDriverMain.class,
            List.of(factoryClass, uri, uri + completing));
    }

    /** The command line; {@code moreFlags} are for the JVM, {@code arguments} follow the target. */
    List<String> line(Path home, List<String> moreFlags, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(JVM_FLAGS);
        line.addAll(jvmFlags);
        line.addAll(moreFlags);
        line.add("-Duser.home=" + home);
        line.addAll(List.of("-cp", classPath, mainClass.getName()));
        line.addAll(target);
        line.addAll(arguments);
        return line;
    }
}
