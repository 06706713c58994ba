package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class OffsetSetTest {

    private static final long BORDER = 1L << 32;

    @Test
    void crossesTheBorderBetweenTwoBitmaps() {
        OffsetSet set = new OffsetSet();
        set.addRange(BORDER - 2, BORDER + 2);

        assertThat(set.nextAbsent(BORDER - 2)).isEqualTo(BORDER + 2);
        assertThat(set.first()).isEqualTo(BORDER - 2);
        assertThat(set.toString()).isEqualTo("[" + (BORDER - 2) + ".." + (BORDER + 1) + "]");
        set.removeBelow(BORDER + 1);
        assertThat(set.first()).isEqualTo(BORDER + 1);
        assertThat(set.remove(BORDER + 1)).isTrue();
        assertThat(set.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void subtractsAndIntersectsLikeSortedSets(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            TreeSet<Long> left = randomOffsets(random);
            TreeSet<Long> right = randomOffsets(random);
            OffsetSet set = setOf(left);
            TreeSet<Long> both = new TreeSet<>(left);
            both.retainAll(right);
            assertThat(set.intersection(setOf(right)).toArray()).as("seed %d step %d", seed, i)
                .containsExactly(both.toArray(Long[]::new));

            set.removeAll(setOf(right));

            left.removeAll(right);
            assertThat(set.toArray()).as("seed %d step %d", seed, i).containsExactly(left.toArray(Long[]::new));
            assertThat(set.isEmpty()).isEqualTo(left.isEmpty());
            assertThat(set.contains(BORDER)).isEqualTo(left.contains(BORDER));
        }
    }

    private static TreeSet<Long> randomOffsets(Random random) {
        TreeSet<Long> offsets = new TreeSet<>();
        long first = BORDER - 20 + random.nextInt(40);
        for (int i = random.nextInt(30); i > 0; i--) {
            offsets.add(first + random.nextInt(20));
        }
        return offsets;
    }

    private static OffsetSet setOf(TreeSet<Long> offsets) {
        OffsetSet set = new OffsetSet();
        offsets.forEach(set::add);
        return set;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesLikeASortedSet(long seed) {
        Random random = new Random(seed);
        OffsetSet set = new OffsetSet();
        TreeSet<Long> model = new TreeSet<>();
        for (int i = 0; i < 2_000; i++) {
            long offset = BORDER - 200 + random.nextInt(400);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    set.add(offset);
                    model.add(offset);
                }
                case 2 -> {
                    int length = random.nextInt(10);
                    set.addRange(offset, offset + length);
                    for (long next = offset; next < offset + length; next++) {
                        model.add(next);
                    }
                }
                case 4 -> {
                    int length = random.nextInt(10);
                    set.removeRange(offset, offset + length);
                    model.subSet(offset, offset + length).clear();
                }
                case 3 -> assertThat(set.remove(offset)).as("seed %d step %d", seed, i).isEqualTo(model.remove(offset));
                default -> {
                    if (random.nextInt(20) == 0) {
                        set.removeBelow(offset);
                        model.headSet(offset).clear();
                    }
                }
            }
            assertThat(set.contains(offset)).as("seed %d step %d", seed, i).isEqualTo(model.contains(offset));
            assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
            Long next = model.ceiling(offset);
            assertThat(set.nextPresent(offset)).as("seed %d step %d", seed, i).isEqualTo(next == null ? Long.MAX_VALUE : next);
        }
        List<Long> listed = new ArrayList<>();
        set.forEachRange((from, to) -> {
            for (long offset = from; offset < to; offset++) {
                listed.add(offset);
            }
        });
        assertThat(listed).as("seed %d", seed).containsExactlyElementsOf(model);
        assertThat(set.count()).isEqualTo(model.size());
    }
}
