package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorRefusalTest {

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
        ""                          ; 0  ; expected a literal, an identifier or (, found the end
        x =                         ; 3  ; expected a literal, an identifier or (, found the end
        x y                         ; 2  ; expected an operator or the end, found y
        x = 1 2                     ; 6  ; expected an operator or the end, found 2
        a = b = c                   ; 6  ; expected an operator or the end, found =
        (x = 1                      ; 6  ; expected an operator or ) for the ( at position 0, found the end
        x = 1)                      ; 5  ; expected an operator or the end, found )
        ()                          ; 1  ; found )
        AND x                       ; 0  ; found the reserved word AND
        x AND                       ; 5  ; found the end
        x OR OR y                   ; 5  ; found the reserved word OR
        x = NULL                    ; 4  ; found the reserved word NULL
        NOT = 0                     ; 4  ; found =
        x NOT 5                     ; 6  ; expected BETWEEN, IN or LIKE after NOT, found 5
        x IS 5                      ; 5  ; expected NULL, found 5
        x IS NOT TRUE               ; 9  ; expected NULL, found the reserved word TRUE
        x IN 'a'                    ; 5  ; expected ( after IN, found the string 'a'
        x IN ()                     ; 6  ; expected a string, found )
        x IN ('a',)                 ; 10 ; expected a string, found )
        x IN ('a' 'b')              ; 10 ; expected , or ) in the list of IN, found the string 'b'
        x NOT IN (1,2,3)            ; 10 ; expected a string, found 1
        x IN (y)                    ; 6  ; expected a string, found y
        x LIKE 7                    ; 7  ; expected a string as the pattern of LIKE, found 7
        x LIKE y                    ; 7  ; expected a string as the pattern of LIKE, found y
        x LIKE 'a' ESCAPE 'ab'      ; 18 ; expected a string of one character after ESCAPE, found the string 'ab'
        x LIKE 'a' ESCAPE ''        ; 18 ; expected a string of one character
        x LIKE 'a' ESCAPE 1         ; 18 ; expected a string of one character
        x LIKE 'a!b' ESCAPE '!'     ; 7  ; escape character
        x LIKE 'ab!' ESCAPE '!'     ; 7  ; escape character
        x BETWEEN 1                 ; 11 ; expected AND of BETWEEN, found the end
        x BETWEEN 1 OR 2            ; 12 ; expected AND of BETWEEN, found the reserved word OR
        x = 'abc                    ; 4  ; no closing quote
        x = 'it''s                  ; 4  ; no closing quote
        x = \"abc\"                 ; 4  ; single quotes
        x != 1                      ; 2  ; is written <>
        x == 1                      ; 3  ; found =
        x => 1                      ; 3  ; found >
        x < > 1                     ; 4  ; found >
        x = #                       ; 4  ; unexpected character # (U+0023)
        x = \u20ac + .              ; 8  ; unexpected character . (U+002E)
        a.b = 1                     ; 1  ; unexpected character . (U+002E)
        x = \uD83D\uDE00            ; 4  ; unexpected character U+1F600
        0abc = 'a'                  ; 0  ; 0abc is not a number
        x = 1 /* comment */         ; 7  ; found *
        JMSRedelivered = TRUE       ; 0  ; JMSRedelivered is not allowed in a selector
        x AND JMSDestination = 'q'  ; 6  ; JMSDestination is not allowed in a selector
        JMSExpiration > 0           ; 0  ; JMSExpiration is not allowed in a selector
        JMSReplyTo IS NULL          ; 0  ; JMSReplyTo is not allowed in a selector
        JMSDeliveryTime > 0         ; 0  ; JMSDeliveryTime is not allowed in a selector
        JMStype = 'x'               ; 0  ; JMStype is not allowed in a selector
        """)
    void saysWhereTheSyntaxIsWrong(String selector, int position, String reason) {
        assertRefused(selector, position, reason);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        1 + 2                       ; 0  ; expected a condition, found a number
        'abc'                       ; 0  ; expected a condition, found a string
        -x                          ; 0  ; expected a condition, found a number
        JMSType                     ; 0  ; expected a condition, found a string
        x AND 5                     ; 6  ; expected a condition, found a number
        'a' OR x                    ; 0  ; expected a condition, found a string
        NOT (x + 1)                 ; 4  ; expected a condition, found a number
        TRUE = 0                    ; 5  ; only like types can be compared: a condition is never equal to a number
        'a' <> 1                    ; 4  ; a string is never equal to a number
        'a' = TRUE                  ; 4  ; a string is never equal to a condition
        (a = b) = 1                 ; 8  ; a condition is never equal to a number
        JMSPriority = 'high'        ; 12 ; a number is never equal to a string
        JMSDeliveryMode = 2         ; 16 ; a string is never equal to a number
        x > 'foo'                   ; 4  ; > needs a number, found a string
        x >= 'foo'                  ; 5  ; >= needs a number, found a string
        'foo' < TRUE                ; 0  ; < needs a number, found a string
        x <= TRUE                   ; 5  ; <= needs a number, found a condition
        JMSType > 1                 ; 0  ; > needs a number, found a string
        x > (a AND b)               ; 4  ; > needs a number, found a condition
        x + 'a' = 1                 ; 4  ; + needs a number, found a string
        TRUE * 2 = 1                ; 0  ; * needs a number, found a condition
        -'a' = 1                    ; 1  ; - needs a number, found a string
        +(a OR b) = 1               ; 1  ; + needs a number, found a condition
        x BETWEEN 'foo' AND 'test'  ; 10 ; BETWEEN needs a number, found a string
        x BETWEEN 1 AND TRUE        ; 16 ; BETWEEN needs a number, found a condition
        JMSType BETWEEN 1 AND 2     ; 0  ; BETWEEN needs a number, found a string
        7 LIKE '7'                  ; 0  ; LIKE needs an identifier on its left side
        'a' LIKE 'a'                ; 0  ; LIKE needs an identifier on its left side
        x + 1 IN ('a')              ; 0  ; IN needs an identifier on its left side
        1 IS NULL                   ; 0  ; IS NULL needs an identifier on its left side
        JMSPriority LIKE '4'        ; 0  ; LIKE needs a string, found a number
        JMSTimestamp IN ('4')       ; 0  ; IN needs a string, found a number
        """)
    void saysWhichTypesCannotBe(String selector, int position, String reason) {
        assertRefused(selector, position, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE",
        "escape", "Null", "iN"})
    void reservesWordsInAnyCase(String word) {
        assertThatThrownBy(() -> Selector.parse(word + " = 0")).isInstanceOf(SelectorException.class);
    }

    @Test
    void carriesTheWholeTextAndShowsTheNeighbourhoodOnOneLine() {
        String text = "x = 1 AND\n".repeat(100) + "y = \u0007 ";
        assertThatThrownBy(() -> Selector.parse(text)).isInstanceOfSatisfying(SelectorException.class, e -> {
            assertThat(e.text()).isEqualTo(text);
            assertThat(e.position()).isEqualTo(text.length() - 2);
            assertThat(e).hasMessageContaining("(position 1004 of the selector: ...").hasMessageContaining("y = ");
            assertThat(e.getMessage()).doesNotContain("\n", "\u0007").hasSizeLessThan(200);
        });
    }

    @Test
    void shortensALongTokenInTheMessage() {
        assertThatThrownBy(() -> Selector.parse("x " + "y".repeat(10_000)))
            .isInstanceOfSatisfying(SelectorException.class, e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void demandsAText() {
        assertThatNullPointerException().isThrownBy(() -> Selector.parse(null));
    }

    private static void assertRefused(String selector, int position, String reason) {
        assertThatThrownBy(() -> Selector.parse(selector)).isInstanceOfSatisfying(SelectorException.class, e -> {
            assertThat(e.reason()).contains(reason);
            assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
            assertThat(e.text()).isEqualTo(selector);
        });
    }
}
