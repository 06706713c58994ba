package io.ternmq.broker.store.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.store.retention.RetentionPolicy.Disk;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {
    private final RetentionPolicy policy = new RetentionPolicy(List.of(), 0, 75, 10, ZoneOffset.UTC);

    @Test
    void spaceThatAFileSystemKeepsForOthersIsNeitherUsedNorFree() {
        // 146 of 252 GiB are reserved: nothing is short while 60 of the other 106 are free.
        Disk reserved = Disk.of(252, 206, 60);

        assertThat(reserved).isEqualTo(new Disk(106, 60));
        assertThat(policy.isDeletable(0, 1, reserved)).isFalse();
    }

    @Test
    void oldestSegmentGoesWhenMoreThanTheRatioOfTheRestIsUsed() {
        assertThat(policy.isDeletable(0, 1, Disk.of(252, 171, 25))).isTrue();
        assertThat(policy.isDeletable(0, 1, Disk.of(252, 172, 26))).isFalse();
    }
}
