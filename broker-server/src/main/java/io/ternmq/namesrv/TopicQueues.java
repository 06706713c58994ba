package io.ternmq.namesrv;

/**
 * What one broker has of a topic.
 *
 * @param permission 2 write, 4 read, 1 inherit, added up
 */
record TopicQueues(int readQueues, int writeQueues, int permission, int systemFlag) {
    private static final int WRITE = 2;
    private static final int READ_WRITE = 6;

    TopicQueues withoutWrite() {
        return new TopicQueues(readQueues, writeQueues, permission & ~WRITE, systemFlag);
    }

    TopicQueues withWrite() {
        return new TopicQueues(readQueues, writeQueues, permission | READ_WRITE, systemFlag);
    }
}
