/**
 * JNDI: an initial context for Java SE, and the object factory that brings connection factories and destinations back from
 * references. Named by them, called by JNDI.
 */
package io.ternmq.jms.jndi;
