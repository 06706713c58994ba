package io.ternmq.samples.orders;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The orders that this application knows of, in memory. Any thread. */
@ApplicationScoped
public class OrderBook {

    /** What became of an order. */
    public enum State { SENT, HANDLED, CONFIRMED }

    /**
     * An order and how far it is.
     *
     * @param number counts the orders as they became known
     */
    public record Entry(long number, Order order, State state) {
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Notes that an order is at least this far. */
    public void note(Order order, State state) {
        entries.merge(order.id(), new Entry(numbers.incrementAndGet(), order, state), (known, news) ->
                news.state().compareTo(known.state()) > 0 ? new Entry(known.number(), order, state) : known);
    }

    /** All orders, newest first. */
    public List<Entry> newestFirst() {
        Collection<Entry> all = entries.values();
        return all.stream().sorted((one, other) -> Long.compare(other.number(), one.number())).toList();
    }
}
