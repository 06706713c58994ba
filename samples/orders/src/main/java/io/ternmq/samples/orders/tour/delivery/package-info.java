/** How messages come to beans: queues, topics, in order, in batches, again after a failure. */
package io.ternmq.samples.orders.tour.delivery;
