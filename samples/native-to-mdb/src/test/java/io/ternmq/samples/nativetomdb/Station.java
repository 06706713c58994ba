package io.ternmq.samples.nativetomdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** A weather station with the RocketMQ client, unmodified. */
final class Station implements AutoCloseable {

    private final String name;
    private final DefaultMQProducer producer = new DefaultMQProducer("stations");

    Station(String name, String nameServers) throws MQClientException {
        this.name = name;
        producer.setNamesrvAddr(nameServers);
        producer.start();
    }

    /** Sends a reading, with a tag and a property. */
    void send(String tag, String reading) throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        Message message = new Message("readings", tag, reading.getBytes(UTF_8));
        message.putUserProperty("station", name);
        producer.send(message);
    }

    @Override
    public void close() {
        producer.shutdown();
    }

    /** Arguments: name servers, tag, text. */
    public static void main(String[] arguments) throws Exception {
        try (Station station = new Station("hilltop", arguments[0])) {
            station.send(arguments[1], arguments[2]);
        }
    }
}
