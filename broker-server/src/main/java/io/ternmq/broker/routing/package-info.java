/**
 * Step 2b: topics, consumer groups as they are configured, and the broker's presence at its name servers.
 *
 * <p>{@link io.ternmq.broker.routing.Topics} and {@link io.ternmq.broker.routing.Groups} are state modules: changed by
 * the engine only, read by any thread. Called by request handlers and delivery; calls the engine and the wire.
 */
package io.ternmq.broker.routing;
