package io.ternmq.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void readsMemoryLinesInBytes() {
        List<String> status = List.of("Name:\tjava", "VmRSS:\t  123456 kB", "RssAnon:\t     7 kB");

        assertThat(Usage.bytes(status, "VmRSS:")).isEqualTo(123_456L * 1024);
        assertThat(Usage.bytes(status, "RssAnon:")).isEqualTo(7L * 1024);
    }

    @Test
    void saysUnknownWithoutTheLine() {
        assertThat(Usage.bytes(List.of(), "VmRSS:")).isEqualTo(-1);
    }

    @Test
    void countsCpuTimeOfThisProcess() {
        assertThat(Usage.of(ProcessHandle.current().pid()).cpuNs()).isPositive();
    }
}
