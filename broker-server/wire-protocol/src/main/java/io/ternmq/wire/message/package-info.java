/**
 * The stored message (which is also the message on the wire), its properties, batches and identifiers.
 *
 * <p>Layout facts: PROTOCOL §4-§6. The broker writes these bytes once and hands the same bytes to every consumer, so
 * that reading is done by {@link io.ternmq.wire.message.MessageView}, a view that copies nothing. Called by the store,
 * by the delivery of the broker and by clients; calls nothing but the JDK.
 */
package io.ternmq.wire.message;
