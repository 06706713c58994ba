/** A web application that sends orders, handles them in a message-driven bean, and hears of what was confirmed. */
package io.ternmq.samples.orders;
