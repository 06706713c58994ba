package io.ternmq.benchmarks.measure;

/** Which protocol a case speaks, and so what TernMQ is compared with. */
public enum Face {
    /** RocketMQ's protocol, beside Apache RocketMQ. */
    NATIVE,
    /** Jakarta Messaging, beside Apache Artemis. */
    JMS,
    /** Message-driven beans on Open Liberty, beside Apache Artemis and Open Liberty's own messaging engine. */
    EE
}
