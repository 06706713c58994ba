/**
 * What of the log may go, and when: RocketMQ's rules (age at certain hours, early when the disk fills), kept from what
 * somebody is still owed. Decides only; the engine removes.
 */
package io.ternmq.broker.store.retention;
