/** Transactions over sends, deliveries and a database. */
package io.ternmq.samples.orders.tour.transaction;
