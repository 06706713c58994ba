package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorEvaluationTest {

    private static final PropertySource MESSAGE = Messages.with(
        "JMSType", "car", "JMSDeliveryMode", "PERSISTENT", "JMSPriority", 4, "JMSTimestamp", 1_700_000_000_000L,
        "JMSMessageID", "ID:17", "JMSXGroupID", "g", "JMSXGroupSeq", 3, "JMS_Vendor", "v",
        "color", "blue", "weight", 2600, "age", 17, "Country", "UK", "phone", "12993", "word", "lose",
        "underscored", "_foo", "NumberOfOrders", "2", "quoted", "it's", "empty", "",
        "yes", true, "no", false, "b", (byte) 1, "s", (short) 2, "i", 3, "l", 4L, "f", 0.5f, "d", 2.5,
        "$x", 1, "_x", 2, "straße", "ja", "\uD835\uDC9C", "script");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        # examples of the specification
        JMSType = 'car' AND color = 'blue' AND weight > 2500 ; true
        JMSType = 'car' AND color = 'red' AND weight > 2500  ; false
        NumberOfOrders > 1                                   ; false
        NOT (NumberOfOrders > 1)                             ; true
        age BETWEEN 15 AND 19                                ; true
        age BETWEEN 17 AND 17                                ; true
        age BETWEEN 18 AND 19                                ; false
        age BETWEEN 19 AND 15                                ; false
        age NOT BETWEEN 15 AND 19                            ; false
        age NOT BETWEEN 18 AND 19                            ; true
        Country IN ('UK', 'US', 'France')                    ; true
        Country IN ('Peru')                                  ; false
        Country NOT IN ('UK', 'US', 'France')                ; false
        Country NOT IN ('Peru')                              ; true
        phone LIKE '12%3'                                    ; true
        phone NOT LIKE '12%3'                                ; false
        phone LIKE '12%4'                                    ; false
        word LIKE 'l_se'                                     ; true
        underscored LIKE '\\_%' ESCAPE '\\'                  ; true
        word LIKE '\\_%' ESCAPE '\\'                         ; false
        missing IS NULL                                      ; true
        missing IS NOT NULL                                  ; false
        color IS NULL                                        ; false
        color IS NOT NULL                                    ; true

        # header fields and reserved prefixes
        JMSDeliveryMode = 'PERSISTENT'                       ; true
        JMSDeliveryMode = 'NON_PERSISTENT'                   ; false
        JMSPriority >= 4                                     ; true
        JMSTimestamp < 1700000000001                         ; true
        JMSMessageID LIKE 'ID:%'                             ; true
        JMSCorrelationID IS NULL                             ; true
        JMSXGroupID = 'g' AND JMSXGroupSeq = 3               ; true
        JMS_Vendor = 'v' AND JMS_Other IS NULL               ; true

        # keywords in any case, identifiers in one
        color is not null and not (COLOR is not null)        ; true
        Color = 'blue' oR color In ('blue')                  ; true
        underscored lIkE 'X_f%' eScApE 'X'                   ; true
        word LIKE 'lXose' ESCAPE 'X'                         ; error
        word nOt LiKe 'lose' Or tRuE                         ; true
        weight bEtWeEn 1 aNd 3000                            ; true

        # identifiers
        $x = 1 AND _x = 2                                    ; true
        straße = 'ja'                                        ; true
        \uD835\uDC9C = 'script'                              ; true
        nullable IS NULL AND isnt IS NULL AND order IS NULL  ; true
        ıN IS NULL                                           ; true

        # strings
        quoted = 'it''s'                                     ; true
        quoted = ''''                                        ; false
        empty = ''                                           ; true
        color = 'Blue'                                       ; false
        color <> 'Blue'                                      ; true
        'blue' = color                                       ; true
        'a' = 'a'                                            ; true
        'a' <> 'a'                                           ; false
        color = color                                        ; true

        # unlike types: false both ways, but not unknown
        weight = 'a'                                         ; false
        weight <> 'a'                                        ; false
        NOT weight = 'a'                                     ; true
        color = 1                                            ; false
        color <> 1                                           ; false
        yes = 'true'                                         ; false
        yes = 1                                              ; false
        color = yes                                          ; false
        color < weight                                       ; false
        color < word                                         ; false
        no < yes                                             ; false
        weight IN ('2600')                                   ; false
        weight NOT IN ('2600')                               ; false
        weight LIKE '2600'                                   ; false
        weight NOT LIKE 'x'                                  ; false
        color BETWEEN 1 AND 2                                ; false
        color NOT BETWEEN 1 AND 2                            ; false
        color + 1 = 2                                        ; false
        color + 1 <> 2                                       ; false
        -color = 2                                           ; false
        +color = color                                       ; false
        yes + 1 = 2                                          ; false

        # booleans
        yes                                                  ; true
        no                                                   ; false
        NOT no                                               ; true
        color                                                ; false
        NOT color                                            ; true
        weight                                               ; false
        missing                                              ; false
        NOT missing                                          ; false
        TRUE                                                 ; true
        FALSE                                                ; false
        yes = TRUE AND no = FALSE AND yes <> no              ; true
        (weight > 1) = yes                                   ; true
        (weight > 1) <> (age > 1)                            ; false
        (weight > 1) = missing                               ; false

        # precedence
        yes OR yes AND no                                    ; true
        (yes OR yes) AND no                                  ; false
        NOT yes AND no                                       ; false
        NOT (yes AND no)                                     ; true
        NOT NOT yes                                          ; true
        NOT age = 18 AND yes                                 ; true
        1 + 2 * 3 = 7                                        ; true
        (1 + 2) * 3 = 9                                      ; true
        10 - 4 - 3 = 3                                       ; true
        10 - (4 - 3) = 9                                     ; true
        24 / 4 / 3 = 2                                       ; true
        24 / (4 / 3) = 24                                    ; true
        -i + 3 = 0                                           ; true
        - -i = 3                                             ; true
        2 - -i = 5                                           ; true
        2--i=5                                               ; true
        -i * -i = 9                                          ; true
        age - 2 BETWEEN i * 5 AND l * 5 - 1                  ; true
        yes AND age BETWEEN 1 AND 20 AND yes                 ; true

        # NULL
        missing = 1                                          ; false
        NOT missing = 1                                      ; false
        missing = missing                                    ; false
        missing + 1 > 0 OR missing + 1 <= 0                  ; false
        1 + missing IN ('a')                                 ; error
        missing IN ('a')                                     ; false
        missing NOT IN ('a')                                 ; false
        missing LIKE '%'                                     ; false
        missing NOT LIKE '%'                                 ; false
        missing BETWEEN 1 AND 2                              ; false
        missing NOT BETWEEN 1 AND 2                          ; false
        age NOT BETWEEN 18 AND missing                       ; true
        age BETWEEN 18 AND missing                           ; false
        NOT age BETWEEN 18 AND missing                       ; true
        NOT age BETWEEN 16 AND missing                       ; false
        NOT color + missing = 1                              ; false
        NOT missing = 'a'                                    ; false
        """)
    void evaluates(String selector, String expected) throws SelectorException {
        if (expected.equals("error")) {
            assertThat(refuses(selector)).isTrue();
        } else {
            Selector parsed = Selector.parse(selector);
            assertThat(parsed.matches(MESSAGE)).isEqualTo(Boolean.parseBoolean(expected));
            assertThat(Selector.parse(parsed.canonical()).matches(MESSAGE)).isEqualTo(Boolean.parseBoolean(expected));
        }
    }

    @Test
    void takesJavasWhiteSpaceAndNoOther() throws SelectorException {
        assertThat(Selector.parse(" \t\f\r\ncolor\n=\f'blue'\t").matches(MESSAGE)).isTrue();
        assertThat(refuses("color\u00a0= 'blue'")).isTrue();
        assertThat(refuses("color\u000b= 'blue'")).isTrue();
    }

    @Test
    void treatsForeignValueTypesAsUnlikeEverything() throws SelectorException {
        PropertySource message = Messages.with("x", new StringBuilder("a"));

        assertThat(Selector.parse("x = 'a' OR x <> 'a' OR x LIKE '%' OR x IN ('a')").matches(message)).isFalse();
        assertThat(Selector.parse("x + 1 > 0 OR x").matches(message)).isFalse();
        assertThat(Selector.parse("x IS NOT NULL").matches(message)).isTrue();
    }

    @Test
    void isAbsentForNullAndBlank() throws SelectorException {
        assertThat(Selector.parseIfPresent(null)).isEmpty();
        assertThat(Selector.parseIfPresent("")).isEmpty();
        assertThat(Selector.parseIfPresent("  \n")).isEmpty();
        assertThat(Selector.parseIfPresent("yes")).contains(Selector.parse("yes"));
    }

    private static boolean refuses(String selector) {
        try {
            Selector.parse(selector);
            return false;
        } catch (SelectorException e) {
            return true;
        }
    }
}
