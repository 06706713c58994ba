/**
 * The name server: which brokers are alive, and which of their queues make up a topic.
 *
 * <p>Brokers register here (PROTOCOL §3E), clients and tools ask (codes 105, 106 and those of PROTOCOL §3C'). It runs in a
 * process of its
 * own or inside a broker; it sees the wire protocol and nothing of the broker.
 */
package io.ternmq.namesrv;
