/** Gets what a RocketMQ producer sends. */
package io.ternmq.samples.nativetomdb;
