package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorCanonicalTest {

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        x=1                                     ; x = 1
        ((x)) = (1)                             ; x = 1
        x=+1 or( y<>-0x10 )                     ; x = 1 OR y <> -16
        a and (b and c) and d                   ; a AND b AND c AND d
        (a or b) or (c or d)                    ; a OR b OR c OR d
        (a or b) and c                          ; (a OR b) AND c
        (a and b) or c                          ; a AND b OR c
        not (a)                                 ; NOT a
        not (a and b)                           ; NOT (a AND b)
        not (a = b)                             ; NOT a = b
        not (not a)                             ; NOT NOT a
        (not a) = b                             ; (NOT a) = b
        (a = b) = (c and d)                     ; (a = b) = (c AND d)
        a+(b+c)>0                               ; a + (b + c) > 0
        (a+b)+c>0                               ; a + b + c > 0
        a-(b*c)/(d/e)>0                         ; a - b * c / (d / e) > 0
        (a+b)*-c>0                              ; (a + b) * -c > 0
        -(a+b)>0                                ; -(a + b) > 0
        -(-a)>0                                 ; - -a > 0
        +a>0                                    ; +a > 0
        a between (1+2) and 3*(4+b)             ; a BETWEEN 1 + 2 AND 3 * (4 + b)
        a not between -1 and 1                  ; a NOT BETWEEN -1 AND 1
        a in('b','a','b')                       ; a IN ('a', 'b')
        a not in ('it''s')                      ; a NOT IN ('it''s')
        a like 'x%%y_'                          ; a LIKE 'x%y_'
        a like 'x!_y' escape '!'                ; a LIKE 'x\\_y' ESCAPE '\\'
        a like 'x!!\\!%' escape '!'             ; a LIKE 'x!\\\\\\%' ESCAPE '\\'
        a like 'x!!\\' escape '!'               ; a LIKE 'x!\\'
        a not like '''' escape 'x'              ; a NOT LIKE ''''
        a is   not null                         ; a IS NOT NULL
        a = true and b = false                  ; a = TRUE AND b = FALSE
        a = 7E3 and b = 1.50f and c = 7.        ; a = 7000.0 AND b = 1.5f AND c = 7.0
        a = 035L and b = 0X1d and c = 1_0       ; a = 29 AND b = 29 AND c = 10
        """)
    void normalises(String text, String canonical) throws SelectorException {
        Selector selector = Selector.parse(text);

        assertThat(selector.canonical()).isEqualTo(canonical);
        assertThat(selector).hasToString(canonical);
        assertThat(Selector.parse(canonical)).isEqualTo(selector).hasSameHashCodeAs(selector);
        assertThat(Selector.parse(canonical).expression()).isEqualTo(selector.expression());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "b AND a", "a OR b", "a", "A AND b", "a AND b AND b", "NOT (a AND b)", "a = 'b'", "a = 1", "a = 1.0", "a = 1f", "a = 'B'",
        "a LIKE 'b'", "a LIKE 'b%'", "a LIKE 'b!%' ESCAPE '!'", "a IN ('b')", "a NOT IN ('b')", "NOT a IN ('b')", "a IS NULL"
    })
    void keepsApartWhatDiffers(String text) throws SelectorException {
        assertThat(Selector.parse(text)).isNotEqualTo(Selector.parse("a AND b")).isNotEqualTo(Selector.parse("a = 'b' OR a = 1"));
    }

    @Test
    void equalsOnlySelectors() throws SelectorException {
        assertThat(Selector.parse("a")).isNotEqualTo("a").isNotEqualTo(null).isEqualTo(Selector.parse(" (a) "));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        JMSType = 'a'                                                  ; a
        'a' = JMSType                                                  ; a
        JMSType IN ('b', 'a')                                          ; a,b
        JMSType = 'a' OR JMSType = 'b' OR JMSType IN ('b', 'c')        ; a,b,c
        (JMSType = 'a' OR (JMSType = 'b')) OR 'c' = JMSType            ; a,b,c
        """)
    void knowsWhenOnlyTheTypeMatters(String text, String types) throws SelectorException {
        assertThat(Selector.parse(text).jmsTypesOnly()).contains(Set.of(types.split(",")));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "JMSType <> 'a'", "JMSType NOT IN ('a')", "NOT JMSType = 'a'", "JMSType = 'a' OR x", "JMSType = 'a' AND x",
        "JMSType LIKE 'a'", "JMSType IS NULL", "JMSType = x", "JMSType = JMSType", "x = 'a'", "x IN ('a')", "'a' = 'a'", "TRUE",
        "JMSType = 'a' OR x IN ('a')"
    })
    void knowsWhenMoreThanTheTypeMatters(String text) throws SelectorException {
        assertThat(Selector.parse(text).jmsTypesOnly()).isEmpty();
    }
}
