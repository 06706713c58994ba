package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.EntryBatch;
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

    private static final int CACHE_LINE_BYTES = 64;
    /** What is read of a message before its properties: up to the length of its body. */
    private static final int HEAD_BYTES = 88;
    /** The properties, which are at the end; most are shorter, and of longer ones this is a beginning. */
    private static final int TAIL_BYTES = 256;

    private final LogReader log;
    private final Selector selector;
    private final String noLocalOrigin;
    private final Set<Long> tagsCodes;
    private final StoredProperties properties = new StoredProperties();
    /** Without a meaning; so that the compiler keeps the loads. */
    private int touched;

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
        if (!isOfTags(tagsCode)) {
            return false;
        }
        ByteBuffer stored = log.read(position, sizeBytes);
        return stored != null && isSelected(stored, 0, position);
    }

    private boolean isOfTags(long tagsCode) {
        return tagsCodes.isEmpty() || tagsCodes.contains(tagsCode);
    }

    @Override
    public long matches(EntryBatch batch) {
        ByteBuffer stored = inOnePiece(batch);
        if (stored == null) {
            return EntryFilter.super.matches(batch);
        }
        long wanted = 0;
        for (int i = 0; i < batch.count(); i++) {
            wanted |= isOfTags(batch.tagsCode(i)) ? 1L << i : 0;
        }
        touch(stored, batch, wanted);
        long selected = 0;
        for (long left = wanted; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            selected |= isSelected(stored, start(batch, i), batch.position(i)) ? 1L << i : 0;
        }
        return selected;
    }

    /** From the first message to the last, and what lies between them; null where a log file ends, or when the first is gone. */
    private ByteBuffer inOnePiece(EntryBatch batch) {
        int last = batch.count() - 1;
        long lengthBytes = last < 0 ? 0 : batch.position(last) + batch.sizeBytes(last) - batch.position(0);
        return lengthBytes > 0 && lengthBytes <= Integer.MAX_VALUE ? log.read(batch.position(0), (int) lengthBytes) : null;
    }

    private static int start(EntryBatch batch, int i) {
        return (int) (batch.position(i) - batch.position(0));
    }

    // A message is read in steps, each of which says where the next begins, so each waits for memory. All of a batch together
    // wait hardly longer than one, since these loads do not depend on each other.
    private void touch(ByteBuffer stored, EntryBatch batch, long wanted) {
        int sum = 0;
        for (long left = wanted; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            int start = start(batch, i);
            int end = start + batch.sizeBytes(i);
            sum += touch(stored, start, Math.min(start + HEAD_BYTES, end));
            sum += touch(stored, Math.max(start, end - TAIL_BYTES), end);
        }
        touched = sum;
    }

    private static int touch(ByteBuffer stored, int from, int to) {
        int sum = from < to ? stored.get(to - 1) : 0;
        for (int at = from; at < to; at += CACHE_LINE_BYTES) {
            sum += stored.get(at);
        }
        return sum;
    }

    private boolean isSelected(ByteBuffer stored, int start, long position) {
        try {
            properties.wrap(stored, start);
            return !(noLocalOrigin != null && noLocalOrigin.equals(properties.origin()))
                && (selector == null || selector.matches(properties));
        } catch (RuntimeException e) {
            // Whatever a producer wrote into its message: it cannot be selected then, but nobody else may suffer.
            LOG.warn("Message at position {} cannot be selected: {}", position, e.toString());
            return false;
        }
    }
}
