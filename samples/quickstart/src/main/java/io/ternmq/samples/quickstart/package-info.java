/** The producer and the push consumer that RocketMQ users begin with; nothing in them is special to TernMQ but the address. */
package io.ternmq.samples.quickstart;
