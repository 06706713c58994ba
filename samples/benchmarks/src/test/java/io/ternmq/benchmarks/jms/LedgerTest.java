package io.ternmq.benchmarks.jms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final long NO_PATIENCE_MS = 0;

    private final Ledger ledger = new Ledger();

    @Test
    void isRightWhenEveryNumberArrivedOnce() throws InterruptedException {
        ledger.next();
        ledger.next();

        ledger.arrived(1);
        ledger.arrived(0);

        assertThat(ledger.awaitAll(NO_PATIENCE_MS)).isTrue();
        assertThat(ledger.wrong()).isZero();
    }

    @Test
    void countsWhatDidNotArrive() throws InterruptedException {
        ledger.next();
        ledger.next();

        ledger.arrived(1);

        assertThat(ledger.awaitAll(NO_PATIENCE_MS)).isFalse();
        assertThat(ledger.wrong()).isEqualTo(1);
    }

    @Test
    void countsEveryRepetition() throws InterruptedException {
        ledger.next();

        ledger.arrived(0);
        ledger.arrived(0);
        ledger.arrived(0);

        assertThat(ledger.awaitAll(NO_PATIENCE_MS)).isTrue();
        assertThat(ledger.wrong()).isEqualTo(2);
        assertThat(ledger).hasToString("1 sent, 1 arrived, 2 of them again");
    }
}
