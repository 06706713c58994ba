package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sql92Test {
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '#', textBlock = """
        colour = 'red';                              colour = 'red'
        'it''s' <> colour;                           colour <> 'it''s'
        price > 10;                                  price > 10.0
        10 > price;                                  price < 10.0
        price <= -0.5;                               price <= -0.5
        price = 10000000;                            price = 10000000.0
        price BETWEEN 1 AND 2;                       (price >= 1.0) AND (price <= 2.0)
        isNew;                                       isNew = TRUE
        isNew <> TRUE;                               isNew = FALSE
        colour IN ('b', 'a');                        colour IN ('a', 'b')
        colour NOT IN ('a');                         colour NOT IN ('a')
        colour IS NULL;                              colour IS NULL
        colour IS NOT NULL AND price < 1;            (colour IS NOT NULL) AND (price < 1.0)
        colour = 'a' OR size = 'b';                  (colour = 'a') OR (size = 'b')
        JMSType = 'car' AND price < 1;               (TAGS = 'car') AND (price < 1.0)
        JMSType IN ('car', 'bike') AND colour = 'a'; (TAGS IN ('bike', 'car')) AND (colour = 'a')
        """)
    void saysWhatRocketMqCanSay(String selector, String sql) throws SelectorException {
        assertThat(sql92(selector)).contains(sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // A text that is no number would fail the whole expression.
        "price > 10 OR colour = 'red'", "isNew OR colour = 'red'",
        // 19.99 as a float is another number than as a double; large numbers have no exact float.
        "price > 19.99", "price > 16777217",
        // What compares differently, or not at all.
        "colour LIKE 'r%'", "price + 1 > 2", "price = amount", "NOT (colour = 'red')", "price NOT BETWEEN 1 AND 2",
        // Not there as text.
        "JMSPriority > 4", "JMSMessageID = 'ID:1'", "JMSXGroupID = 'g'", "DELAY = '1'", "contains = 'x'",
        // Not there as tag, or not always.
        "JMSType = 'two words' AND colour = 'a'", "JMSType <> 'car'", "JMSType IS NULL"})
    void saysNothingRatherThanLess(String selector) throws SelectorException {
        assertThat(sql92(selector)).isEmpty();
    }

    private static Optional<String> sql92(String selector) throws SelectorException {
        return Selector.parse(selector).sql92(name -> !name.equals("DELAY"), type -> type.indexOf(' ') < 0);
    }
}
