/**
 * The provider on TernMQ's wire: operations to commands, stored messages to JMS messages and back, reply codes to exceptions (in one
 * place, {@link io.ternmq.jms.remote.Replies}). Implements the port of {@code core}; called by it, and made by the connection
 * factories. May call {@code transport} and {@code io.ternmq.wire}.
 */
package io.ternmq.jms.remote;
