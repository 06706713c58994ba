package io.ternmq.jca.outbound;

import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The values of a connection factory's property {@code transactions}. */
enum TransactionLevels {
    XA(TransactionSupportLevel.XATransaction),
    LOCAL(TransactionSupportLevel.LocalTransaction),
    NONE(TransactionSupportLevel.NoTransaction);

    private final TransactionSupportLevel level;

    TransactionLevels(TransactionSupportLevel level) {
        this.level = level;
    }

    /** What a server is told. */
    TransactionSupportLevel level() {
        return level;
    }

    /**
     * Reads the property, in any case.
     *
     * @param text null or blank for the default
     * @throws IllegalArgumentException for another value; names those that there are
     */
    static TransactionLevels of(String text) {
        if (text == null || text.isBlank()) {
            return XA;
        }
        for (TransactionLevels value : values()) {
            if (value.name().equalsIgnoreCase(text.trim())) {
                return value;
            }
        }
        throw new IllegalArgumentException("transactions: '" + text + "' (expected: one of " + Arrays.stream(values())
                .map(value -> value.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")) + ")");
    }
}
