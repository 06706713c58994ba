/**
 * Step 2: one handler for each native request code (PROTOCOL §3). Handlers check and translate; what changes goes to the engine
 * as a task, what is read comes from concurrent views, on the event loop when it is in memory and on a reader thread when it
 * may not be.
 *
 * <p>Called by the network's dispatcher; calls membership, progress, routing, schedule, engine and store.
 */
package io.ternmq.broker.request;
