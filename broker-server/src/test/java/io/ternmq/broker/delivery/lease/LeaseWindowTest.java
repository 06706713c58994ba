package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseWindowTest {

    private final LeaseWindow window = new LeaseWindow();

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            window.add(new Lease(0, window.nextSequence() * 10, 0, 100, 0));
        }
    }

    private List<Long> remove(long from, long to) {
        List<Long> offsets = new ArrayList<>();
        int count = window.removeRange(from, to, lease -> offsets.add(lease.queueOffset()));
        assertThat(count).isEqualTo(offsets.size());
        return offsets;
    }

    private List<Long> above(long sequence) {
        List<Long> offsets = new ArrayList<>();
        window.forEachAbove(sequence, lease -> offsets.add(lease.queueOffset()));
        return offsets;
    }

    @Test
    void takesOutWhatIsThereOnce() {
        add(100);

        assertThat(remove(2, 4)).containsExactly(20L, 30L, 40L);
        assertThat(remove(1, 5)).containsExactly(10L, 50L);
        assertThat(remove(1, 5)).isEmpty();
        assertThat(remove(9, 8)).isEmpty();
        assertThat(window.count()).isEqualTo(95);
        assertThat(window.count(1, 10)).isEqualTo(5);
        assertThat(above(98)).containsExactly(990L, 1_000L);
    }

    @Test
    void tellsTheNewestInTheirOrderWhereverTheyAre() {
        add(1);
        assertThat(window.newest(1)).extracting(Lease::queueOffset).containsExactly(10L);
        add(14);
        remove(2, 14);

        add(2);

        assertThat(window.capacity()).as("too few are left for a longer ring").isEqualTo(16);
        assertThat(window.newest(1)).extracting(Lease::queueOffset).containsExactly(170L);
        assertThat(window.newest(3)).extracting(Lease::queueOffset).containsExactly(150L, 160L, 170L);
    }

    @Test
    void doesNotGrowByWhatComesBehindAFewThatStay() {
        add(3);
        for (int i = 4; i < 100_000; i++) {
            add(1);
            if (i != 50_000) {
                remove(i, i);
            }
        }

        assertThat(window.capacity()).isLessThan(100);
        assertThat(window.count()).isEqualTo(4);
        assertThat(window.count(2, 60_000)).isEqualTo(3);
        assertThat(above(2)).containsExactly(30L, 500_000L);
        assertThat(remove(1, 2)).containsExactly(10L, 20L);
        add(1);
        assertThat(remove(1, Long.MAX_VALUE)).containsExactly(30L, 500_000L, 1_000_000L);
        assertThat(window.count()).isZero();
    }
}
