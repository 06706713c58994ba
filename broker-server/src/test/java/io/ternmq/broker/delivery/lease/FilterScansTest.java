package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterScansTest {

    private final FilterScans scans = new FilterScans();

    private FilterScan of(long colour) {
        return scans.of(new ColourFilter(colour));
    }

    @Test
    void equalFiltersShareOne() {
        assertThat(scans.isEmpty()).isTrue();

        FilterScan red = of(1);

        assertThat(of(1)).isSameAs(red);
        assertThat(of(2)).isNotSameAs(red);
    }

    @Test
    void eachBeginsARoundInTurn() {
        FilterScan a = of(1);
        FilterScan b = of(2);
        FilterScan c = of(3);

        List<List<FilterScan>> rounds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rounds.add(scans.inTurn());
        }

        assertThat(rounds).containsExactlyInAnyOrder(List.of(a, b, c), List.of(b, c, a), List.of(c, a, b));
    }

    @Test
    void dropsTheOldestOfSixteenWithoutConsumers() {
        FilterScan used = of(0);
        used.join(new LeasedConsumer("consumer", used));
        List<FilterScan> idle = new ArrayList<>();
        for (int colour = 1; colour <= 16; colour++) {
            idle.add(of(colour));
        }
        assertThat(scans.inTurn()).hasSize(17).containsAll(idle);

        FilterScan another = of(17);

        assertThat(scans.inTurn()).hasSize(17).contains(used, another).doesNotContain(idle.get(0));
        assertThat(of(2)).isSameAs(idle.get(1));
    }

    @Test
    void passedIsWhatTheSlowestHasPassed() {
        FakeEntries entries = new FakeEntries(1);
        assertThat(scans.passed(0, entries.marks(0))).isZero();

        of(1).queue(0).cursor(EntryMarks.DEFAULT_PRIORITY).offset(7);
        assertThat(scans.passed(0, entries.marks(0))).isEqualTo(7);

        of(2);
        assertThat(scans.passed(0, entries.marks(0))).isEqualTo(-1);
    }
}
