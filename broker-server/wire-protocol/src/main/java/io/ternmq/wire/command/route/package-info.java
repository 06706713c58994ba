/**
 * Topics and where they are: routes, clusters, brokers' registration, topic settings, key-value settings (PROTOCOL §3 C, C',
 * E).
 */
package io.ternmq.wire.command.route;
