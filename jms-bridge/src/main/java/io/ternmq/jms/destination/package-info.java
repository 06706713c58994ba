/**
 * Queues and topics as JMS objects: what applications, JNDI and the resource adapter hold. Exported. Depends on nothing of the
 * client.
 */
package io.ternmq.jms.destination;
