/**
 * The provider on plain Apache RocketMQ 5 clusters, over their remoting protocol: a message is popped, is invisible to others while
 * the application has it, and is acknowledged by its handle. Implements the port of {@code core}; made by the connection factories.
 * May call {@code mapping}, {@code lookup}, {@code transport} and {@code io.ternmq.wire}.
 *
 * <p>What such a cluster cannot do is one {@link io.ternmq.jms.rocketmq.Gap} each, which a strict connection refuses and a lenient one
 * bridges as well as it can. One logical thread per connection, {@code RocketMqProvider}'s, owns all consumers.
 */
package io.ternmq.jms.rocketmq;
