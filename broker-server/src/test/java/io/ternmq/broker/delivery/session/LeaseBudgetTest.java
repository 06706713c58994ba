package io.ternmq.broker.delivery.session;

import static io.ternmq.broker.delivery.session.LeaseBudget.EACH;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseBudgetTest {
    private final AtomicLong outstandingBeyond = new AtomicLong();
    private final LeaseBudget budget = new LeaseBudget(outstandingBeyond::get, 1_000);

    @Test
    void givesEachWhatItMayHoldHoweverMuchOthersHold() {
        assertThat(budget.grant(0, EACH + 5_000)).isEqualTo(EACH + 1_000);
        outstandingBeyond.set(1_000);

        assertThat(budget.grant(0, EACH + 1)).isEqualTo(EACH);
        assertThat(budget.grant(EACH - 10, 20)).isEqualTo(10);
        assertThat(budget.grant(EACH + 1_000, 1)).isZero();
    }

    @Test
    void givesAgainWhatWasSettled() {
        assertThat(budget.grant(EACH, 1_000)).isEqualTo(1_000);
        outstandingBeyond.set(400);

        assertThat(budget.grant(EACH, 1_000)).isEqualTo(600);
        assertThat(budget.grant(EACH, 1_000)).as("as far as is known").isEqualTo(600);
    }
}
