/**
 * The provider on TernMQ's wire: operations to commands. Implements the port of {@code core}; called by it, and made by the
 * connection factories. May call {@code mapping}, {@code lookup}, {@code transport} and {@code io.ternmq.wire}.
 */
package io.ternmq.jms.remote;
