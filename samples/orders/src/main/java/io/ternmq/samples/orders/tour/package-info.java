/** A tour of what the adapter can do: one exhibit for each, shown by a page, by REST and by the demo. */
package io.ternmq.samples.orders.tour;
