/**
 * Step 0: property files in RocketMQ's style become immutable records, parsed, defaulted and validated once at start.
 *
 * <p>Called by the two mains and by the embedded server; calls nobody. The records are handed on in pieces: no class
 * but a composition root sees a whole configuration.
 */
package io.ternmq.broker.config;
