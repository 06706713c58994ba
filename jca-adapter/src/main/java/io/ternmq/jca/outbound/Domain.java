package io.ternmq.jca.outbound;

/** Which of the three connection factory interfaces an application was given, hence which destinations its sessions take. */
enum Domain {
    ANY, QUEUE, TOPIC
}
