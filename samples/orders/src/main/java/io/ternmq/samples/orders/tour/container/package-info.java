/** What the container gives: definitions by annotations, answers, and what it tells of the beans. */
package io.ternmq.samples.orders.tour.container;
