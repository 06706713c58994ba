package io.ternmq.samples.orders.tour;

import jakarta.jms.JMSException;
import java.util.List;

/** Something that the adapter can do. */
public interface Exhibit {

    /** Its name in addresses. */
    String name();

    /** What there is to see, in a line. */
    String title();

    /**
     * Does it.
     *
     * @return what happened, a line each
     * @throws IllegalStateException when it did not happen in time
     */
    List<String> show(Run run) throws JMSException;
}
