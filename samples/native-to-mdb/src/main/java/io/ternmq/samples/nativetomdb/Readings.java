package io.ternmq.samples.nativetomdb;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was read, in memory. Any thread. */
@ApplicationScoped
public class Readings {

    private final List<String> all = new CopyOnWriteArrayList<>();

    /** Notes one. */
    public void note(String reading) {
        all.add(reading);
    }

    /** All of them. */
    public List<String> all() {
        return all;
    }
}
