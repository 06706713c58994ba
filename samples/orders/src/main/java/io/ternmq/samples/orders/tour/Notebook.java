package io.ternmq.samples.orders.tour;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the beans do in each run, in memory. Any thread. */
@ApplicationScoped
public class Notebook {

    private static final long TIMEOUT_NS = 30_000_000_000L;

    private final Map<String, List<String>> pages = new HashMap<>();

    /** Opens a page for a run, which the caller closes. */
    public synchronized Run open() {
        String id = UUID.randomUUID().toString();
        pages.put(id, new ArrayList<>());
        return new Run(id, this);
    }

    /** The run is over: what still comes of it is of no interest. */
    public synchronized void close(Run run) {
        pages.remove(run.id());
    }

    /** Notes a line about a message, on the page of its run. */
    public void note(Message message, String line) {
        try {
            note(message.getStringProperty(Run.PROPERTY), line);
        } catch (JMSException e) {
            throw new IllegalStateException("Cannot read " + message, e);
        }
    }

    /** Notes a line on the page of a run; nothing when the run is over. */
    public synchronized void note(String run, String line) {
        List<String> page = pages.get(run);
        if (page != null) {
            page.add(line);
            notifyAll();
        }
    }

    /**
     * Waits until there are this many lines on the page of a run.
     *
     * @throws IllegalStateException when that takes longer than 30 s
     */
    public synchronized List<String> await(String run, int lines) {
        List<String> page = pages.get(run);
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (page.size() < lines) {
            long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                throw new IllegalStateException("Only " + page + " within " + TIMEOUT_NS / 1_000_000_000 + " s (expected: " + lines + " lines)");
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        }
        return List.copyOf(page);
    }
}
