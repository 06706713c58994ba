/**
 * What a QueueBrowser sees: a page at a time, selected on the engine thread and read on a reader thread, so that nobody waits for a
 * browser, however much it looks at.
 *
 * <p>{@link io.ternmq.broker.delivery.browse.BrowseSelection} is made by the engine, {@link
 * io.ternmq.broker.delivery.browse.BrowsePage} of it by a reader. The broker keeps nothing of a browser: where it stands is in the
 * {@link io.ternmq.broker.delivery.browse.BrowseCursor} that the client sends with its next question. Called by {@code
 * delivery.session}; calls {@code delivery.lease}, {@code delivery.view} and the store's indexes.
 */
package io.ternmq.broker.delivery.browse;
