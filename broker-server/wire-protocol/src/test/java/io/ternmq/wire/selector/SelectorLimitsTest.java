package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectorLimitsTest {

    private static final long SMALL_STACK_BYTES = 512 * 1024;
    private static final PropertySource MESSAGE = Messages.with("x", 1, "b", true);

    /** Selectors that nest as deep as their argument says, or a little deeper. */
    static Stream<Named<IntFunction<String>>> shapes() {
        return Stream.of(
            shape("brackets", n -> "(".repeat(n) + "b" + ")".repeat(n)),
            shape("negations", n -> "NOT ".repeat(n) + "b"),
            shape("signs", n -> "-".repeat(n) + "x = x"),
            shape("signs of a literal", n -> "-".repeat(n) + "1 = x"),
            shape("left-leaning sum", n -> "x" + " + x".repeat(n) + " > 0"),
            shape("right-leaning sum", n -> "x - (".repeat(n / 2) + "x" + ")".repeat(n / 2) + " > 0"),
            shape("tall sums in brackets", n -> "(".repeat(n / 4) + "x" + " + x * x - x + x)".repeat(n / 4) + " > 0"),
            shape("alternating AND and OR", n -> "b AND (b OR (".repeat(n / 4) + "b" + "))".repeat(n / 4)),
            shape("every rule", n -> "(b OR b AND NOT b = ".repeat(n / 5) + "b" + ")".repeat(n / 5)),
            shape("every rule for numbers", n -> "x + x * -(".repeat(n / 4) + "x" + ")".repeat(n / 4) + " > 0"));
    }

    private static Named<IntFunction<String>> shape(String name, IntFunction<String> nested) {
        return Named.of(name, nested);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void limitsNestingBeforeASmallStackEnds(IntFunction<String> shape) throws Exception {
        assertThat(parsesOnASmallStack(shape.apply(100))).isTrue();
        for (int levels = Parser.MAX_NESTING - 20; levels <= Parser.MAX_NESTING + 20; levels++) {
            parsesOnASmallStack(shape.apply(levels));
        }
        assertThat(parsesOnASmallStack(shape.apply(2_500))).isFalse();
    }

    @Test
    void nestsBracketsAndNegationsAsDeepAsTheLimit() throws Exception {
        for (String name : List.of("brackets", "negations")) {
            IntFunction<String> shape = shapes().filter(s -> s.getName().equals(name)).findFirst().orElseThrow().getPayload();
            assertThat(parsesOnASmallStack(shape.apply(Parser.MAX_NESTING - 1))).as(name).isTrue();
            assertThat(parsesOnASmallStack(shape.apply(Parser.MAX_NESTING))).as(name).isFalse();
        }
    }

    /** Also evaluates, prints and compares, which must not need a deeper stack than there is either. */
    private static boolean parsesOnASmallStack(String text) throws InterruptedException, ExecutionException {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try {
                Selector selector = Selector.parse(text);
                selector.matches(MESSAGE);
                Expression again = Selector.parse(selector.canonical()).expression();
                assertThat(again.equals(selector.expression())).isTrue();
                assertThat(again.hashCode()).isEqualTo(selector.expression().hashCode());
                return true;
            } catch (SelectorException e) {
                assertThat(e.reason()).isEqualTo("nested more than 256 levels deep");
                return false;
            }
        });
        new Thread(null, task, "small-stack", SMALL_STACK_BYTES).start();
        return task.get();
    }

    @Test
    void takesLongFlatChains() throws SelectorException {
        Selector or = Selector.parse("x = 0" + " OR x = 0".repeat(7_000) + " OR x = 1");
        Selector and = Selector.parse("b" + " AND b".repeat(10_000));
        Selector in = Selector.parse("JMSType IN ('a'" + ",'b'".repeat(16_000) + ")");

        assertThat(or.matches(MESSAGE)).isTrue();
        assertThat(and.matches(MESSAGE)).isTrue();
        assertThat(in.matches(MESSAGE)).isFalse();
    }

    @Test
    void refusesATextThatIsTooLong() throws SelectorException {
        String fits = "x = '" + "a".repeat(Selector.MAX_LENGTH_CHARS - 6) + "'";
        assertThat(Selector.parse(fits).canonical()).isEqualTo(fits);

        assertThatThrownBy(() -> Selector.parse(fits + " ")).isInstanceOfSatisfying(SelectorException.class, e -> {
            assertThat(e.reason()).isEqualTo("too long: 65537 characters (expected: <= 65536)");
            assertThat(e.position()).isEqualTo(65536);
        });
    }

    @Test
    void refusesATextWhoseNormalFormIsTooLong() {
        assertThatThrownBy(() -> Selector.parse("x=1e9" + " OR x=1e9".repeat(7_000)))
            .isInstanceOfSatisfying(SelectorException.class,
                e -> assertThat(e.reason()).startsWith("too long in its normal form: "));
    }
}
