package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomSelectorTest {

    private static final String[] PIECES = {
        "NULL", "true", "FALSE", "NOT", "and", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE",
        "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")", ",",
        "x", "JMSType", "JMSPriority", "JMSFoo", "'a'", "'%'", "''", "'",
        "1", "-1", "0x", "0x1p3", "1e5", "1e999", ".5", "7.", "9223372036854775808",
        " ", "\t", "\n", "\0", "\uD83D", "\uDE00", "é", "\"", "!", "%", "_", "."
    };

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomSelectors selectors = new RandomSelectors(seed);

    @Test
    void readsItsCanonicalTextBackAsTheSameTree() {
        for (int i = 0; i < 20_000; i++) {
            Expression tree = selectors.condition(random.nextInt(6));
            StringBuilder canonical = new StringBuilder();
            tree.appendTo(canonical);

            Selector parsed = parse(canonical.toString());

            assertThat(parsed.expression()).as("seed %d: %s", seed, canonical).isEqualTo(tree);
            assertThat(parsed.canonical()).as("seed %d", seed).isEqualTo(canonical.toString());
        }
    }

    @Test
    void evaluatesEveryTreeToATruthValue() {
        for (int i = 0; i < 20_000; i++) {
            Expression tree = selectors.condition(5);

            Boolean truth = Expression.truth(tree.evaluate(selectors.message()));

            assertThat(new Not(tree).evaluate(selectors.message())).as("seed %d: %s", seed, tree).isIn(true, false, null);
            assertThat(truth).as("seed %d: %s", seed, tree).isIn(true, false, null);
        }
    }

    @Test
    void refusesGarbageOnlyWithASelectorException() {
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(20); pieces > 0; pieces--) {
                text.append(random.nextInt(30) == 0 ? String.valueOf((char) random.nextInt(0x10000)) : piece());
                text.append(random.nextBoolean() ? " " : "");
            }
            assertParsesOrRefuses(text.toString());
        }
    }

    @Test
    void refusesDamagedSelectorsOnlyWithASelectorException() {
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            selectors.condition(4).appendTo(text);
            for (int damage = 1 + random.nextInt(3); damage > 0 && !text.isEmpty(); damage--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, piece());
                    default -> text.setCharAt(at, piece().charAt(0));
                }
            }
            assertParsesOrRefuses(text.toString());
        }
    }

    private Selector parse(String text) {
        try {
            return Selector.parse(text);
        } catch (SelectorException e) {
            return fail("seed %d: %s".formatted(seed, text), e);
        }
    }

    private String piece() {
        return PIECES[random.nextInt(PIECES.length)];
    }

    private void assertParsesOrRefuses(String text) {
        try {
            Selector selector = Selector.parse(text);
            selector.matches(selectors.message());
            assertThat(Selector.parse(selector.canonical())).as("seed %d: %s", seed, text).isEqualTo(selector);
        } catch (SelectorException e) {
            assertThat(e.position()).as("seed %d: %s", seed, text).isBetween(0, text.length());
        } catch (RuntimeException | StackOverflowError e) {
            fail("seed %d: %s".formatted(seed, text), e);
        }
    }
}
