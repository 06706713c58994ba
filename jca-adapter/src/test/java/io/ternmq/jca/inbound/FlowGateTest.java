package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jca.inbound.FlowGate.Mode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is decided while somebody else decides as well: the other thread's call stands at the point where it would come between. */
class FlowGateTest {

    private static final long PAUSE_MS = 1_000;

    private final List<String> changes = new ArrayList<>();
    private final FlowGate gate = new FlowGate(1, PAUSE_MS, (mode, holdMs, pause) -> changes.add(mode + " " + holdMs + " of " + pause));

    /** A failure that is asked for its text when it has been decided to pause. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Runnable meanwhile;

        Failure(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public String toString() {
            meanwhile.run();
            return "out of stock";
        }
    }

    private void trial() {
        gate.failed(new IllegalStateException("out of stock"));
        gate.tryOne(1);
        assertThat(gate.mode()).isEqualTo(Mode.TRIAL);
        assertThat(gate.tryEnter()).isTrue();
        changes.clear();
    }

    @Test
    void anAdministratorsPauseOutlastsAFailureOfTheSameMoment() {
        gate.failed(new Failure(() -> gate.pause("by an administrator")));

        assertThat(gate.reason()).isEqualTo("by an administrator");
        assertThat(changes).containsExactly("HELD 0 of 1");
    }

    @Test
    void anAdministratorsPauseOutlastsATrialOfTheSameMoment() {
        trial();

        gate.failed(new Failure(() -> gate.pause("by an administrator")));

        assertThat(gate.reason()).isEqualTo("by an administrator");
        assertThat(changes).containsExactly("HELD 0 of 2");
    }

    @Test
    void twoSessionsThatFailAtTheSameMomentPauseOnce() {
        gate.failed(new Failure(() -> gate.failed(new IllegalStateException("out of stock"))));

        assertThat(changes).containsExactly("HELD 1000 of 1");
    }

    @Test
    void theEndOfAPauseDoesNotEndTheNext() {
        gate.failed(new IllegalStateException("out of stock"));
        gate.pause("by an administrator");

        gate.tryOne(1);

        assertThat(gate.mode()).isEqualTo(Mode.HELD);
        assertThat(changes).containsExactly("HELD 1000 of 1", "HELD 0 of 2");
    }

    @Test
    void aTrialIsDueUntilAMessageComes() {
        gate.failed(new IllegalStateException("out of stock"));
        assertThat(gate.isTrialDue()).isFalse();

        gate.tryOne(1);
        assertThat(gate.isTrialDue()).isTrue();
        assertThat(gate.tryEnter()).isTrue();
        assertThat(gate.isTrialDue()).isFalse();
        gate.left();

        assertThat(gate.isTrialDue()).isTrue();
    }
}
