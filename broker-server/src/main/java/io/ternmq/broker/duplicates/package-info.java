/**
 * Recognises sends that are repeated: which of each producer's newest messages are stored, as the log tells it. State of the engine;
 * asked by {@code request} before it appends. May call {@code engine}.
 */
package io.ternmq.broker.duplicates;
