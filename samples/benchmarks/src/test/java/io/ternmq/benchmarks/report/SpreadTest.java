package io.ternmq.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(8.0, 2.0, 4.0, 1.0))).isEqualTo(new Spread(3, 1, 8));
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        assertThat(Spread.of(List.of(Double.NaN, 5.0))).isEqualTo(new Spread(5, 5, 5));
    }

    @Test
    void isNoNumberWithoutValues() {
        assertThat(Spread.of(List.of(Double.NaN)).median()).isNaN();
    }
}
