package io.ternmq.jms.rocketmq;

/** What Jakarta Messaging asks for and a RocketMQ 5 cluster lacks. */
enum Gap {
    TRANSACTED_SESSION(101, false, "transactions over several messages and acknowledgements",
        "acknowledge message by message (AUTO, DUPS_OK, CLIENT or INDIVIDUAL), or use TernMQ's broker"),
    XA(102, false, "transactions that can be prepared",
        "acknowledge message by message, or use TernMQ's broker"),
    CLIENT_ID(103, true, "registry of client ids, which keeps them unique",
        "leave the client id out: shared durable subscriptions need none"),
    UNSHARED_DURABLE(104, true, "registry of subscriptions, which keeps a second consumer and another selector away",
        "use a shared durable subscription"),
    NON_DURABLE(105, true, "subscriptions that end with their consumer: its groups stay when a client crashes",
        "use a shared durable subscription, or a queue"),
    UNSUBSCRIBE(106, true, "registry of subscriptions, which knows who uses one",
        "delete the consumer group with mqadmin deleteSubGroup"),
    QUEUE_SELECTOR(107, false, "filters of single consumers: what one of a group's consumers does not want is lost for the others",
        "select by topic, or consume from a topic with one subscription for each selector"),
    SELECTOR(108, true, "this selector as a filter",
        "use comparisons of application properties with constants, joined by AND, on brokers with enablePropertyFilter=true, or JMSType"),
    NO_LOCAL(109, true, "knowledge of who sent a message",
        "leave noLocal out and compare a property of your own"),
    BROWSER(110, true, "knowledge of which messages of a queue are already acknowledged",
        "look at the queue with mqadmin or the dashboard"),
    TEMPORARY(111, true, "topics that belong to a connection and end with it",
        "use a queue that stays, and a correlation id"),
    DELAY(112, false, "delivery at any time of any message",
        "stay within timerMaxDelaySec, on a topic that is not FIFO, of brokers with timerWheelEnable=true"),
    MESSAGE_GROUP(113, true, "order within a JMSXGroupID on topics that are not of type FIFO",
        "create the topic with mqadmin updateTopic -a +message.type=FIFO");

    private final int number;
    private final boolean canBeBridged;
    private final String lacking;
    private final String alternative;

    Gap(int number, boolean canBeBridged, String lacking, String alternative) {
        this.number = number;
        this.canBeBridged = canBeBridged;
        this.lacking = lacking;
        this.alternative = alternative;
    }

    /** The error code. */
    String code() {
        return "RMQ-" + number;
    }

    /** Whether a lenient connection does something that is worth while. */
    boolean canBeBridged() {
        return canBeBridged;
    }

    /**
     * For people.
     *
     * @param what was asked for
     */
    String describe(String what) {
        return code() + " " + what + ": Apache RocketMQ has no " + lacking + ". Instead: " + alternative;
    }
}
