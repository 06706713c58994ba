/**
 * Step 3, native half: how far queue-assigned groups have committed. A state module of the engine that is written to the log in
 * intervals, as RocketMQ writes its file: clients repeat what they have said, so that the log need not hold every step.
 */
package io.ternmq.broker.progress;
