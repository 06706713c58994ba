/** What applications see of the adapter beyond Jakarta Messaging. Called by {@code inbound}; calls nothing of the adapter. */
package io.ternmq.jca.batch;
