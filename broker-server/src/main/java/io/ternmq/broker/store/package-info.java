/**
 * Step 4: what is on disk. {@link io.ternmq.broker.store.log} is the commit log, the only truth;
 * {@link io.ternmq.broker.store.index} are the queue indexes, derived from it and rebuildable.
 * This package holds what belongs to the store directory as a whole: lock, abort marker, checkpoint.
 *
 * <p>Written by the engine thread, forced by the sync thread, read by any thread. Knows nothing of topics' settings,
 * delivery or the network.
 */
package io.ternmq.broker.store;
