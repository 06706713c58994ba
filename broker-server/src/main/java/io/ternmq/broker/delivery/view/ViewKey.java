package io.ternmq.broker.delivery.view;

import static java.util.Objects.requireNonNull;

/**
 * What identifies a view.
 *
 * @param group consumer group
 * @param topic topic
 */
public record ViewKey(String group, String topic) implements Comparable<ViewKey> {

    public ViewKey {
        requireNonNull(group, "group");
        requireNonNull(topic, "topic");
    }

    @Override
    public int compareTo(ViewKey other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : topic.compareTo(other.topic);
    }
}
