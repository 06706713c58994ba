package io.ternmq.samples.xadatabase;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The tickets that were printed, in memory. Any thread. */
@ApplicationScoped
public class Printer {

    private final List<String> printed = new CopyOnWriteArrayList<>();

    /** Prints one. */
    public void print(String ticket) {
        printed.add(ticket);
    }

    /** All of them. */
    public List<String> printed() {
        return printed;
    }
}
