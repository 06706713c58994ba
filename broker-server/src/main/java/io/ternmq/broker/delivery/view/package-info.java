/**
 * Leased groups as they stand in the log: which queues and subscriptions exist, with which selector, and how far each has got.
 *
 * <p>{@link io.ternmq.broker.delivery.view.LeasedViews} and {@link io.ternmq.broker.delivery.view.TopicMarks} are state modules;
 * the package also joins {@link
 * io.ternmq.broker.delivery.lease} to the store: queue entries, selectors over stored messages, dead letter copies. Called by
 * {@code delivery.session} and by the engine; calls the engine's state types, the store and the wire formats.
 */
package io.ternmq.broker.delivery.view;
