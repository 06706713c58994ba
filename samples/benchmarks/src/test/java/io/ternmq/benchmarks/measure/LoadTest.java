package io.ternmq.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadTest {

    @ParameterizedTest
    @EnumSource(Work.class)
    void survivesItsTextForm(Work work) {
        Load load = new Load(work, 64, 128);

        assertThat(Load.parse(load.text())).isEqualTo(load);
    }

    @ParameterizedTest
    @EnumSource(Work.class)
    void hasLevelsForSmallAndLargeMessages(Work work) {
        assertThat(work.levels(128, Scale.DEFAULT)).isNotEmpty();
        assertThat(work.levels(64 * 1024, Scale.DEFAULT)).isNotEmpty();
    }

    @Test
    void refusesAnUnknownCaseByName() {
        assertThatThrownBy(() -> Load.parse("pop/1/128")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("pop");
    }

    @Test
    void refusesABodyTooShortForItsSendingTime() {
        assertThatThrownBy(() -> new Load(Work.SYNC, 1, 7)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("7");
    }
}
