package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jca.inbound.FlowGate.Mode;
import io.ternmq.jca.inbound.FlowGate.Pass;
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

    private Pass trial() {
        fail(gate.enter());
        gate.tryOne(1);
        assertThat(gate.mode()).isEqualTo(Mode.TRIAL);
        Pass pass = gate.enter();
        assertThat(pass).isNotNull();
        changes.clear();
        return pass;
    }

    private void fail(Pass pass) {
        gate.failed(pass, new IllegalStateException("out of stock"));
    }

    @Test
    void anAdministratorsPauseOutlastsAFailureOfTheSameMoment() {
        gate.failed(gate.enter(), new Failure(() -> gate.pause("by an administrator")));

        assertThat(gate.reason()).isEqualTo("by an administrator");
        assertThat(changes).containsExactly("HELD 0 of 1");
    }

    @Test
    void anAdministratorsPauseOutlastsATrialOfTheSameMoment() {
        Pass tried = trial();

        gate.failed(tried, new Failure(() -> gate.pause("by an administrator")));

        assertThat(gate.reason()).isEqualTo("by an administrator");
        assertThat(changes).containsExactly("HELD 0 of 2");
    }

    @Test
    void twoSessionsThatFailAtTheSameMomentPauseOnce() {
        Pass first = gate.enter();
        Pass second = gate.enter();

        gate.failed(first, new Failure(() -> fail(second)));

        assertThat(changes).containsExactly("HELD 1000 of 1");
    }

    @Test
    void theEndOfAPauseDoesNotEndTheNext() {
        fail(gate.enter());
        gate.pause("by an administrator");

        gate.tryOne(1);

        assertThat(gate.mode()).isEqualTo(Mode.HELD);
        assertThat(changes).containsExactly("HELD 1000 of 1", "HELD 0 of 2");
    }

    @Test
    void aTrialIsDueUntilAMessageComes() {
        fail(gate.enter());
        assertThat(gate.isTrialDue()).isFalse();

        gate.tryOne(1);
        assertThat(gate.isTrialDue()).isTrue();
        Pass tried = gate.enter();
        assertThat(gate.isTrialDue()).isFalse();
        assertThat(gate.enter()).as("a second one").isNull();
        gate.left(tried);

        assertThat(gate.isTrialDue()).isTrue();
    }

    @Test
    void whatBeganBeforeThePauseDoesNotEndIt() {
        Pass processed = gate.enter();
        Pass failing = gate.enter();
        Pass unseen = gate.enter();
        Pass tried = trial();

        gate.succeeded(processed);
        fail(failing);
        gate.left(unseen);

        assertThat(gate.mode()).isEqualTo(Mode.TRIAL);
        assertThat(gate.isTrialDue()).as("while the first is tried").isFalse();
        assertThat(changes).isEmpty();
        gate.succeeded(tried);
        assertThat(changes).containsExactly("OPEN 0 of 1");
    }

    @Test
    void aTrialOfAnOlderPauseDoesNotEndTheNext() {
        Pass older = trial();
        gate.resume();
        fail(gate.enter());
        gate.tryOne(2);
        changes.clear();

        gate.succeeded(older);
        fail(older);

        assertThat(gate.isTrialDue()).isTrue();
        assertThat(changes).isEmpty();
    }
}
