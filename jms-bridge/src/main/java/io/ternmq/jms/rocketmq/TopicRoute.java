package io.ternmq.jms.rocketmq;

import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.QueueData;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.route.TopicRouteData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a topic is: its masters, by broker name.
 *
 * @param isFifo whether the topic is of type FIFO: its queues are consumed in order
 */
record TopicRoute(String topic, List<Place> places, boolean isFifo) {
    /**
     * A master that has the topic.
     *
     * @param readQueues  how many queues may be read, 0 for none
     * @param writeQueues how many queues may be written to, 0 for none
     */
    record Place(String brokerName, String address, int readQueues, int writeQueues) {
        boolean isReadable() {
            return readQueues > 0;
        }
    }

    TopicRoute {
        places = List.copyOf(places);
    }

    static TopicRoute of(String topic, TopicRouteData data, boolean isFifo) {
        List<Place> places = new ArrayList<>();
        for (QueueData queues : data.queueDatas()) {
            for (BrokerData broker : data.brokerDatas()) {
                if (broker.brokerName().equals(queues.brokerName()) && broker.masterAddress() != null) {
                    places.add(new Place(broker.brokerName(), broker.masterAddress(),
                        isAllowed(queues, TopicConfig.PERM_READ) ? queues.readQueueNums() : 0,
                        isAllowed(queues, TopicConfig.PERM_WRITE) ? queues.writeQueueNums() : 0));
                }
            }
        }
        places.sort(Comparator.comparing(Place::brokerName));
        return new TopicRoute(topic, places, isFifo);
    }

    private static boolean isAllowed(QueueData queues, int permission) {
        return (queues.perm() & permission) != 0;
    }

    /** One queue. */
    record QueuePlace(Place place, int queueId) {
    }

    /** The queue that the messages of a lane go to, so that they keep their order; null when the topic cannot be written to. */
    QueuePlace queueFor(int lane) {
        int count = places.stream().mapToInt(Place::writeQueues).sum();
        if (count == 0) {
            return null;
        }
        int index = Math.floorMod(lane, count);
        for (Place place : places) {
            if (index < place.writeQueues()) {
                return new QueuePlace(place, index);
            }
            index -= place.writeQueues();
        }
        throw new IllegalStateException("queue " + index + " of " + count);
    }
}
