/** Brings connection factories and destinations back from JNDI references. Named by them, called by JNDI. */
package io.ternmq.jms.jndi;
