package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {

    @ParameterizedTest(name = "{1} LIKE {0} is {2}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        ""          ; ""        ; true
        ""          ; a         ; false
        %           ; ""        ; true
        %%          ; abc       ; true
        _           ; ""        ; false
        _           ; a         ; true
        _           ; ab        ; false
        12%3        ; 123       ; true
        12%3        ; 12993     ; true
        12%3        ; 1234      ; false
        12%3        ; 12333     ; true
        l_se        ; lose      ; true
        l_se        ; loose     ; false
        %cd         ; abcd      ; true
        %cd         ; cdcdc     ; false
        ab%         ; ab        ; true
        ab%         ; a         ; false
        %aab        ; aaaab     ; true
        %a%b%c%     ; xaxbxcx   ; true
        %a%b%c%     ; xcxbxax   ; false
        a%_b        ; ab        ; false
        a%_b        ; axb       ; true
        a_%b        ; axxb      ; true
        %_          ; ""        ; false
        _%_         ; a         ; false
        _%_         ; ab        ; true
        ABC         ; abc       ; false
        a.c         ; abc       ; false
        [a]*        ; a         ; false
        a_c         ; a\uD83D\uDE00c ; true
        a__c        ; a\uD83D\uDE00c ; false
        %\uD83D\uDE00 ; x\uD83D\uDE00 ; true
        """)
    void matches(String pattern, String text, boolean expected) {
        assertThat(LikePattern.of(pattern, null).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{2} LIKE {0} ESCAPE {1} is {3}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        A_fo_A%f%   ; A ; _foo%foo ; true
        A%fooA_     ; A ; _foo%    ; false
        A%fooA_     ; A ; %foo_    ; true
        A_A_        ; A ; _A       ; false
        A_A_        ; A ; __       ; true
        \\__\\%%    ; \\; _a%b     ; true
        \\\\%       ; \\; \\x      ; true
        \\\\%       ; \\; x        ; false
        10%%        ; % ; 10%      ; true
        10%%        ; % ; 100      ; false
        __a__       ; _ ; xax      ; false
        __a__       ; _ ; _a_      ; true
        \uD83D\uDE00_x ; \uD83D\uDE00 ; _x ; true
        """)
    void escapes(String pattern, String escape, String text, boolean expected) {
        assertThat(LikePattern.of(pattern, escape.codePointAt(0)).matches(text)).isEqualTo(expected);
    }

    @Test
    void refusesAnEscapeOfAnOrdinaryCharacterOrAtTheEnd() {
        assertThat(LikePattern.of("a\\b", (int) '\\')).isNull();
        assertThat(LikePattern.of("ab\\", (int) '\\')).isNull();
    }

    @Test
    void matchesLineBreaksAsAnyCharacter() {
        assertThat(LikePattern.of("a_b%c", null).matches("a\nb\r\n\nc")).isTrue();
    }

    @Test
    void agreesWithARegularExpression() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = randomText(random, "ab%_", 8);
            String text = randomText(random, "ab\n", 12);
            String regex = pattern.replace("_", ".").replace("%", ".*");

            assertThat(LikePattern.of(pattern, null).matches(text))
                .as("seed %d: '%s' LIKE '%s'", seed, text, pattern)
                .isEqualTo(Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches());
        }
    }

    @Test
    void staysQuickOnPatternsThatExplodeWhenBacktracking() {
        String text = "a".repeat(10_000);
        LikePattern manyStars = LikePattern.of("%a".repeat(1_000) + "%b", null);
        LikePattern longTail = LikePattern.of("%" + "a".repeat(500) + "b", null);

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(manyStars.matches(text)).isFalse();
            assertThat(longTail.matches(text)).isFalse();
        });
    }

    private static String randomText(Random random, String alphabet, int maxLength) {
        StringBuilder out = new StringBuilder();
        for (int length = random.nextInt(maxLength + 1); length > 0; length--) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }
}
