/**
 * The commit log in RocketMQ's layout (PROTOCOL §4, §13): segments of one logical length, records that never cross a
 * segment, a blank record at the end of each. One thread appends; reads go through read-only mappings from any thread,
 * so that bytes reach a socket without a copy in user space. Writes are positional channel writes, never stores into a
 * mapping: a full disk is an error, not a fault.
 */
package io.ternmq.broker.store.log;
