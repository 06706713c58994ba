/** Asks a message-driven bean and waits for its answer. */
package io.ternmq.samples.requestreply;
