package io.ternmq.samples.orders.tour;

import java.util.List;

/**
 * One showing of an exhibit.
 *
 * @param id       unique; the messages of the run have it as their property {@value #PROPERTY}
 * @param notebook where the beans note what they do
 */
public record Run(String id, Notebook notebook) {

    /** Name of the property. */
    public static final String PROPERTY = "run";

    /** What has been noted so far. */
    public void note(String line) {
        notebook.note(id, line);
    }

    /** Waits until this many lines have been noted; all of them. */
    public List<String> await(int lines) {
        return notebook.await(id, lines);
    }
}
