package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables 3-4, 3-5 and 3-6 of the specification. */
class ThreeValuedLogicTest {

    private static final PropertySource MESSAGE = Messages.with("T", true, "F", false);

    @ParameterizedTest(name = "{0} AND {1} is {2}")
    @CsvSource({
        "T,T,T", "T,F,F", "T,U,U",
        "F,T,F", "F,F,F", "F,U,F",
        "U,T,U", "U,F,F", "U,U,U"
    })
    void and(String left, String right, String expected) throws SelectorException {
        assertThat(truth(left + " AND " + right)).isEqualTo(expected);
        assertThat(truth(left + " AND T AND " + right)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} OR {1} is {2}")
    @CsvSource({
        "T,T,T", "T,F,T", "T,U,T",
        "F,T,T", "F,F,F", "F,U,U",
        "U,T,T", "U,F,U", "U,U,U"
    })
    void or(String left, String right, String expected) throws SelectorException {
        assertThat(truth(left + " OR " + right)).isEqualTo(expected);
        assertThat(truth(left + " OR F OR " + right)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "NOT {0} is {1}")
    @CsvSource({"T,F", "F,T", "U,U"})
    void not(String operand, String expected) throws SelectorException {
        assertThat(truth("NOT " + operand)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        U = TRUE                ; U
        U <> 1                  ; U
        U + 1 > 0               ; U
        -U > 0                  ; U
        1 / 0 = 1               ; U
        1 < U                   ; U
        'a' = U                 ; U
        U IN ('a')              ; U
        U NOT IN ('a')          ; U
        U LIKE 'a'              ; U
        U NOT LIKE 'a'          ; U
        U BETWEEN 1 AND 2       ; U
        1 BETWEEN U AND 2       ; U
        1 BETWEEN U AND 0       ; F
        1 NOT BETWEEN U AND 0   ; T
        1 NOT BETWEEN U AND 2   ; U
        U IS NULL               ; T
        U IS NOT NULL           ; F
        (U AND T) = TRUE        ; U
        T = 1                   ; F
        T + U = 1               ; U
        T + 1 = 1               ; F
        """)
    void nullIsUnknown(String selector, String expected) throws SelectorException {
        assertThat(truth(selector)).isEqualTo(expected);
    }

    private static String truth(String selector) throws SelectorException {
        Object value = Selector.parse(selector).expression().evaluate(MESSAGE);
        return value == null ? "U" : (Boolean) value ? "T" : "F";
    }
}
