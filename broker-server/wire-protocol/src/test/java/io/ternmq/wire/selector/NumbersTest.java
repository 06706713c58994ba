package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    static Stream<Arguments> literals() {
        return Stream.of(
            Arguments.of("57", 57L), Arguments.of("-957", -957L), Arguments.of("+62", 62L), Arguments.of("- 5", -5L),
            Arguments.of("- -5", 5L), Arguments.of("-(5)", -5L), Arguments.of("0", 0L), Arguments.of("-0", 0L),
            Arguments.of("57L", 57L), Arguments.of("57l", 57L), Arguments.of("0L", 0L), Arguments.of("1_000_000", 1_000_000L),
            Arguments.of("9223372036854775807", Long.MAX_VALUE), Arguments.of("-9223372036854775808L", Long.MIN_VALUE),
            Arguments.of("035", 29L), Arguments.of("0_35", 29L), Arguments.of("00", 0L), Arguments.of("-010", -8L),
            Arguments.of("0x1d", 29L), Arguments.of("0X1D", 29L), Arguments.of("0x1dL", 29L), Arguments.of("-0xff", -255L),
            Arguments.of("0x7fffffffffffffff", Long.MAX_VALUE), Arguments.of("0xFFFF_FFFF_FFFF_FFFF", -1L),
            Arguments.of("01777777777777777777777", -1L), Arguments.of("0b101", 5L), Arguments.of("0B1L", 1L),
            Arguments.of("7.", 7.0), Arguments.of("-95.7", -95.7), Arguments.of("+6.2", 6.2), Arguments.of(".5", 0.5),
            Arguments.of("7E3", 7000.0), Arguments.of("-57.9E2", -5790.0), Arguments.of(".7e4", 7000.0),
            Arguments.of("7.e1", 70.0), Arguments.of("1e+2", 100.0), Arguments.of("1e-2", 0.01), Arguments.of("1_0.0_1", 10.01),
            Arguments.of("1d", 1.0), Arguments.of("1D", 1.0), Arguments.of("1.5d", 1.5), Arguments.of("1f", 1f),
            Arguments.of("0.1F", 0.1f), Arguments.of("-1.5e1f", -15f), Arguments.of("08.5", 8.5), Arguments.of("09f", 9f),
            Arguments.of("-0.0", -0.0), Arguments.of("0e999999999999", 0.0), Arguments.of("7000.", 7000.0),
            Arguments.of("1.7976931348623157E308", Double.MAX_VALUE),
            Arguments.of("4.9e-324", Double.MIN_VALUE), Arguments.of("0x1.8p1", 3.0), Arguments.of("0x.8P-1f", 0.25f),
            Arguments.of("0x1p3", 8.0), Arguments.of("0x1.p+3", 8.0), Arguments.of("3.4028235e38f", Float.MAX_VALUE));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("literals")
    void readsLiteralsAsJavaDoes(String literal, Number expected) throws SelectorException {
        Comparison comparison = (Comparison) Selector.parse("x = " + literal).expression();

        assertThat(comparison.right()).isEqualTo(new Literal(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "9223372036854775808", "-9223372036854775809", "-(9223372036854775808)", "99999999999999999999999",
        "0x1FFFFFFFFFFFFFFFF", "02000000000000000000000", "1e309", "-1e309", "1e-400", "1e39f", "1e-50f", "0x1p1024",
        "1e99999999999", "0x1p99999999999", "0x1p-99999999999"
    })
    void refusesNumbersOutOfRange(String literal) {
        assertThatThrownBy(() -> Selector.parse("x = " + literal)).isInstanceOfSatisfying(SelectorException.class, e -> {
            assertThat(e.reason()).contains("out of the range of");
            assertThat(e.text().substring(e.position())).matches("[.0-9].*").isEqualTo(literal.replaceFirst("^[-(]+", ""));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "089", "0x", "0xL", "0b2", "0b", "0xg", "1_", "1_L", "0x_1", "1__", "12abc", "1L1", "1LL", "1.2.3", "1e", "1e+", "1ee2",
        "1e2.5", "1._5", "1_.5", "1.5_", "1fd", "1.5L", "0x1.8", "0x.p1", "0x1p", "0b1f", "0b1.0", "5.AND", "1\u0661", "0x1.8p1.0"
    })
    void refusesMalformedNumbers(String literal) {
        assertThatThrownBy(() -> Selector.parse("x = " + literal)).isInstanceOfSatisfying(SelectorException.class, e -> {
            assertThat(e.reason()).contains("is not a number");
            assertThat(e.position()).isEqualTo(4);
        });
    }

    static Stream<Arguments> promotions() {
        return Stream.of(
            // byte and short become int, int wraps as int
            Arguments.of((byte) 127, "+", (byte) 127, 254), Arguments.of((short) 2, "*", (byte) 3, 6),
            Arguments.of(Integer.MAX_VALUE, "+", 1, Integer.MIN_VALUE),
            Arguments.of(Integer.MIN_VALUE, "/", -1, Integer.MIN_VALUE),
            Arguments.of(65536, "*", 65536, 0), Arguments.of(7, "/", 2, 3), Arguments.of(-7, "/", 2, -3),
            // a long on either side makes it long
            Arguments.of(Integer.MAX_VALUE, "+", 1L, 2147483648L), Arguments.of(Long.MIN_VALUE, "-", 1, Long.MAX_VALUE),
            Arguments.of(7L, "/", (byte) 2, 3L),
            // float, even with a long
            Arguments.of(0.1f, "+", 0.2f, 0.1f + 0.2f), Arguments.of(16777217L, "*", 1f, 16777216f),
            Arguments.of(1, "/", 3f, 1 / 3f), Arguments.of(1f, "/", 0, Float.POSITIVE_INFINITY),
            // double
            Arguments.of(0.1f, "+", 0.2, 0.1f + 0.2), Arguments.of(7, "/", 2.0, 3.5), Arguments.of(1L, "-", 0.5, 0.5),
            Arguments.of(-1.0, "/", 0L, Double.NEGATIVE_INFINITY),
            // NULL instead of an ArithmeticException
            Arguments.of(1, "/", 0, null), Arguments.of(1L, "/", (byte) 0, null));
    }

    @ParameterizedTest(name = "{0} {1} {2} is {3}")
    @MethodSource("promotions")
    void promotesOperandsAsJavaDoes(Number left, String operator, Number right, Number expected) throws SelectorException {
        Comparison comparison = (Comparison) Selector.parse("l " + operator + " r = 0").expression();

        assertThat(comparison.left().evaluate(Messages.with("l", left, "r", right))).isEqualTo(expected);
    }

    @Test
    void computesTheBitsJavaComputes() throws SelectorException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Expression product = ((Comparison) Selector.parse("l * r = 0").expression()).left();
        Expression quotient = ((Comparison) Selector.parse("l / r = 0").expression()).left();
        Expression difference = ((Comparison) Selector.parse("l - r = 0").expression()).left();
        for (int i = 0; i < 20_000; i++) {
            int left = random.nextInt();
            int right = random.nextInt() | 1;
            float leftFloat = Float.intBitsToFloat(left);
            float rightFloat = Float.intBitsToFloat(right);
            PropertySource ints = Messages.with("l", left, "r", right);
            PropertySource floats = Messages.with("l", leftFloat, "r", rightFloat);

            assertThat(product.evaluate(ints)).as("seed %d", seed).isEqualTo(left * right);
            assertThat(quotient.evaluate(ints)).as("seed %d", seed).isEqualTo(left / right);
            assertThat(difference.evaluate(ints)).as("seed %d", seed).isEqualTo(left - right);
            assertThat(product.evaluate(floats)).as("seed %d", seed).isEqualTo(leftFloat * rightFloat);
            assertThat(quotient.evaluate(floats)).as("seed %d", seed).isEqualTo(leftFloat / rightFloat);
            assertThat(difference.evaluate(floats)).as("seed %d", seed).isEqualTo(leftFloat - rightFloat);
        }
    }

    static Stream<Arguments> comparisons() {
        return Stream.of(
            Arguments.of((byte) 1, "=", 1L, true), Arguments.of((short) 1, "<", 1.5, true), Arguments.of(1, "=", 1.0, true),
            Arguments.of(0.1f, "=", 0.1f, true), Arguments.of(0.1f, "=", 0.1, false), Arguments.of(0.1f, ">", 0.1, true),
            Arguments.of(16777217L, "=", 16777216f, true), Arguments.of(9007199254740993L, "=", 9007199254740992.0, true),
            Arguments.of(9007199254740993L, "=", 9007199254740992L, false), Arguments.of(0.0, "=", -0.0, true),
            Arguments.of(Double.NaN, "=", Double.NaN, false), Arguments.of(Double.NaN, "<>", Double.NaN, true),
            Arguments.of(Double.NaN, "<=", 1, false), Arguments.of(1, "<>", 2, true), Arguments.of(2, "<=", 2, true),
            Arguments.of(3, "<=", 2L, false), Arguments.of(2, ">=", 2.5, false), Arguments.of(2.5f, ">=", 2.5, true),
            Arguments.of(3, ">", (short) 2, true), Arguments.of(2.0, ">", 2, false), Arguments.of(2.0, "<>", 2, false));
    }

    @ParameterizedTest(name = "{0} {1} {2} is {3}")
    @MethodSource("comparisons")
    void comparesAsJavaDoes(Number left, String operator, Number right, boolean expected) throws SelectorException {
        assertThat(Selector.parse("l " + operator + " r").matches(Messages.with("l", left, "r", right))).isEqualTo(expected);
    }

    @Test
    void keepsTheTypeUnderASign() throws SelectorException {
        Comparison comparison = (Comparison) Selector.parse("-x = 0").expression();

        assertThat(comparison.left().evaluate(Messages.with("x", (byte) -128))).isEqualTo(128);
        assertThat(comparison.left().evaluate(Messages.with("x", Integer.MIN_VALUE))).isEqualTo(Integer.MIN_VALUE);
        assertThat(comparison.left().evaluate(Messages.with("x", 5L))).isEqualTo(-5L);
        assertThat(comparison.left().evaluate(Messages.with("x", 0f))).isEqualTo(-0f);
        assertThat(comparison.left().evaluate(Messages.with("x", 1.5))).isEqualTo(-1.5);
    }
}
