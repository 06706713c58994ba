/**
 * Step 3: JMS connections at the broker (codes 12001 to 12020): sessions with leases, consumers, settlements, local transactions.
 *
 * <p>{@link io.ternmq.broker.delivery.session.JmsDelivery} is the whole as the composition root sees it.
 * {@code JmsRequests} decodes on the event loops and hands tasks to the engine;
 * {@code JmsSessions} owns everything else, on the engine thread. Answers and deliveries of one engine
 * round leave in one hand-over per connection, in the order in which they came about. Calls {@code delivery.view},
 * {@code delivery.lease}, the engine and the wire; called by the request dispatcher.
 */
package io.ternmq.broker.delivery.session;
