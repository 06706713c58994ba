package io.ternmq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;
import io.ternmq.benchmarks.peer.PeerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OptionsTest {

    @Test
    void comparesNativeCasesWithRocketMq() {
        Options options = parse();

        assertThat(options.face()).isEqualTo(Face.NATIVE);
        assertThat(options.peers()).containsExactly(PeerKind.TERNMQ, PeerKind.ROCKETMQ);
        assertThat(options.flushModes()).containsExactly(FlushMode.ASYNC, FlushMode.SYNC);
        assertThat(options.turns()).allSatisfy(works -> assertThat(works).hasSize(1));
        assertThat(options.heap()).isEqualTo("1g");
    }

    @Test
    void comparesJmsCasesWithArtemisOnce() {
        Options options = parse("--cases", "jms");

        assertThat(options.peers()).containsExactly(PeerKind.TERNMQ, PeerKind.ARTEMIS);
        assertThat(options.flushModes()).hasSize(1);
        assertThat(options.turns()).flatExtracting(works -> works).containsExactlyElementsOf(Work.of(Face.JMS));
        assertThat(options.heap()).isEqualTo("4g");
    }

    @Test
    void comparesBeansWithBothOthersOnOneStartOfEach() {
        Options options = parse("--cases", "ee", "--levels", "10");

        assertThat(options.face()).isEqualTo(Face.EE);
        assertThat(options.peers()).containsExactly(PeerKind.TERNMQ, PeerKind.ARTEMIS, PeerKind.LIBERTY);
        assertThat(options.flushModes()).hasSize(1);
        assertThat(options.turns()).containsExactly(Work.of(Face.EE));
        assertThat(options.loads(Work.of(Face.EE))).containsExactly(new Load(Work.EE_XA, 10, 1024), new Load(Work.EE_FORWARD, 10, 1024),
            new Load(Work.EE_AUTO, 10, 1024), new Load(Work.EE_LATENCY, 200, 1024));
        assertThat(options.heap()).isEqualTo("1g");
    }

    @Test
    void givesTheSameFlagsToServersAndClients() {
        List<String> flags = parse("--cases", "jms", "--jvm-flags", "-XX:+AlwaysPreTouch,-Xlog:gc").jvmFlags();

        assertThat(flags).containsExactly("-XX:+AlwaysPreTouch", "-Xlog:gc");
        assertThat(new PeerSettings(Path.of("store"), Path.of("logs"), "1g", flags, FlushMode.SYNC).brokerJvmFlags()).containsAll(flags);
        assertThat(new DriverCommand(List.of(), "", OptionsTest.class, List.of()).line(Path.of("home"), flags, List.of())).containsAll(flags);
    }

    @Test
    void measuresOneQueueBeforeThereAreMany() {
        List<Load> loads = parse("--cases", "jms", "--queues", "50").loads(List.of(Work.JMS_QUEUES_CREATE, Work.JMS_QUEUES_NEXT));

        assertThat(loads).containsExactly(new Load(Work.JMS_QUEUES_NEXT, 1, 128), new Load(Work.JMS_QUEUES_CREATE, 50, 128),
            new Load(Work.JMS_QUEUES_NEXT, 50, 128));
    }

    @Test
    void takesDepthInThousands() {
        List<Load> loads = parse("--cases", "jms", "--depth", "1500", "--levels", "3").loads(List.of(Work.JMS_SELECT, Work.JMS_SEND));

        assertThat(loads).contains(new Load(Work.JMS_SELECT, 2000, 128), new Load(Work.JMS_SEND, 3, 128));
    }

    @Test
    void sharesOneServerWhenAskedTo() {
        assertThat(parse("--cases", "jms", "--together").turns()).hasSize(1);
    }

    @Test
    void refusesCasesOfBothFaces() {
        Options options = parse("--cases", "sync,jms-send");

        assertThatThrownBy(options::face).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("jms-send");
    }

    private static Options parse(String... arguments) {
        Options options = new Options();
        new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(Stream.concat(Stream.of("--class-paths", "c", "--output", "o"), Stream.of(arguments)).toArray(String[]::new));
        return options;
    }
}
