package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.wire.message.Tags;
import io.ternmq.wire.selector.Selector;
import io.ternmq.wire.selector.SelectorException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JMS selector, and noLocal, over stored messages. A selector that asks for nothing but JMSType is first compared with the
 * tag hash in the queue index, so that most messages need not be read. One thread.
 */
public final class MessageSelection implements EntryFilter {

    private static final Logger LOG = LoggerFactory.getLogger(MessageSelection.class);

    private final LogReader log;
    private final Selector selector;
    private final String noLocalOrigin;
    private final Set<Long> tagsCodes;
    private final StoredProperties properties = new StoredProperties();

    private MessageSelection(LogReader log, Selector selector, String noLocalOrigin) {
        this.log = log;
        this.selector = selector;
        this.noLocalOrigin = noLocalOrigin;
        this.tagsCodes = tagsCodes(selector);
    }

    /**
     * The filter of a consumer or a subscription.
     *
     * @param selectorOrNull JMS selector; null or blank takes every message
     * @param noLocalOrigin client id or connection id whose messages are left out, or null
     * @throws SelectorException when the selector is not one
     */
    public static EntryFilter of(LogReader log, String selectorOrNull, String noLocalOrigin) throws SelectorException {
        Optional<Selector> selector = Selector.parseIfPresent(selectorOrNull);
        return selector.isEmpty() && noLocalOrigin == null ? ALL
            : new MessageSelection(log, selector.orElse(null), noLocalOrigin);
    }

    /**
     * A selector in its normal form, by which two are compared.
     *
     * @param selectorOrNull JMS selector; null or blank for none
     * @return null for none
     * @throws SelectorException when the selector is not one
     */
    public static String canonical(String selectorOrNull) throws SelectorException {
        return Selector.parseIfPresent(selectorOrNull).map(Selector::canonical).orElse(null);
    }

    // Only types that are legal tags are sent as tags; for others the index says nothing.
    private static Set<Long> tagsCodes(Selector selector) {
        Set<String> types = selector == null ? Set.of() : selector.jmsTypesOnly().orElse(Set.of());
        Set<Long> codes = new HashSet<>();
        for (String type : types) {
            boolean isTag = !type.isEmpty() && type.chars().allMatch(c -> c > ' ' && c != '|' && !Character.isISOControl(c)
                && !Character.isWhitespace(c));
            if (!isTag) {
                return Set.of();
            }
            codes.add(Tags.code(type));
        }
        return codes;
    }

    @Override
    public String key() {
        return (selector == null ? "" : selector.canonical()) + (noLocalOrigin == null ? "" : " \0noLocal " + noLocalOrigin);
    }

    @Override
    public boolean isCostly() {
        return true;
    }

    @Override
    public EntryFilter forOtherThread() {
        return new MessageSelection(log, selector, noLocalOrigin);
    }

    @Override
    public boolean matches(long tagsCode, long position, int sizeBytes) {
        if (!tagsCodes.isEmpty() && !tagsCodes.contains(tagsCode)) {
            return false;
        }
        ByteBuffer stored = log.read(position, sizeBytes);
        if (stored == null) {
            return false;
        }
        try {
            properties.wrap(stored);
            return !(noLocalOrigin != null && noLocalOrigin.equals(properties.origin()))
                && (selector == null || selector.matches(properties));
        } catch (RuntimeException e) {
            // Whatever a producer wrote into its message: it cannot be selected then, but nobody else may suffer.
            LOG.warn("Message at position {} cannot be selected: {}", position, e.toString());
            return false;
        }
    }
}
