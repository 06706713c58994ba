package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeasedPriorityTest {

    private final GroupFixture fixture = new GroupFixture(ViewKind.QUEUE, 2);

    private long send(int queueId, int priority) {
        return fixture.entries.send(queueId, 1, priority, EntryDetails.NONE);
    }

    private List<String> places(LeasedConsumer consumer) {
        return fixture.dispatch().getOrDefault(consumer, List.of()).stream()
            .map(lease -> lease.queueId() + "/" + lease.queueOffset()).toList();
    }

    @Test
    void givesTheHighestPriorityFirstOverAllQueues() {
        send(0, 4);
        send(0, 9);
        send(1, 0);
        send(1, 4);
        send(1, 9);
        send(1, 7);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 10);

        assertThat(places(consumer)).containsExactly("0/1", "1/2", "1/3", "0/0", "1/1", "1/0");
    }

    @Test
    void keepsTheOrderOfEqualPriorities() {
        for (int i = 0; i < 300; i++) {
            send(0, i % 3 == 0 ? 8 : 4);
        }
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 300);

        List<Long> offsets = fixture.offsets(consumer);

        assertThat(offsets).hasSize(300);
        assertThat(offsets.subList(0, 100)).isSorted().allMatch(offset -> offset % 3 == 0);
        assertThat(offsets.subList(100, 300)).isSorted();
    }

    @Test
    void returnsARolledBackMessageToItsPlaceWithinItsPriority() {
        send(0, 4);
        send(0, 6);
        send(0, 6);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 1);
        assertThat(fixture.offsets(consumer)).containsExactly(1L);

        send(0, 7);
        fixture.settle(consumer, Outcome.RELEASE, 1, 1);
        fixture.group.addCredit(consumer, 10);

        assertThat(fixture.offsets(consumer)).containsExactly(3L, 1L, 2L, 0L);
    }

    @Test
    void looksAtLowerPrioritiesWhenNothingHigherMatches() {
        send(0, 9);
        fixture.entries.send(0, 2, 3, EntryDetails.NONE);
        LeasedConsumer consumer = fixture.consumer(new ColourFilter(2), 5);

        assertThat(fixture.offsets(consumer)).containsExactly(1L);
        assertThat(fixture.group.hasNothingFor(consumer)).isTrue();

        send(0, 9);
        assertThat(fixture.group.hasNothingFor(consumer)).isFalse();
    }

    @Test
    void doesNotPassAMarkedMessageThatIsNotVisibleYet() {
        fixture.entries.marks(0).add(1, 9, false);
        fixture.entries.send(0, 1);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 5);
        assertThat(fixture.offsets(consumer)).containsExactly(0L);

        fixture.entries.send(0, 1);

        assertThat(fixture.offsets(consumer)).containsExactly(1L);
    }

    @Test
    void isNotMisledByWhatHadAnotherPriorityAndIsFinished() {
        send(0, 9);
        send(1, 4);
        LeasedConsumer consumer = fixture.consumer(EntryFilter.ALL, 2);
        fixture.dispatch();
        fixture.settle(consumer, Outcome.ACCEPT, 1, 2);
        fixture.detach(consumer, 2);
        send(0, 4);

        LeasedConsumer choosy = fixture.consumer(new ColourFilter(2), 1);

        assertThat(places(choosy)).isEmpty();
        assertThat(fixture.group.hasNothingFor(choosy)).as("it has looked at everything").isTrue();
    }
}
