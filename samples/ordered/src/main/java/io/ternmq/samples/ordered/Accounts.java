package io.ternmq.samples.ordered;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was booked, by account and in order; in memory. Any thread. */
@ApplicationScoped
public class Accounts {

    private final Map<String, List<String>> bookings = new ConcurrentHashMap<>();

    /** Books a payment. */
    public void book(String account, String payment) {
        bookings.computeIfAbsent(account, name -> new CopyOnWriteArrayList<>()).add(payment);
    }

    /** Everything that was booked for an account. */
    public List<String> bookings(String account) {
        return bookings.getOrDefault(account, List.of());
    }
}
