/**
 * Taking messages one by one instead of by queue (PROTOCOL §11): a popped message is invisible to others for a time, and done when it
 * is acknowledged within it.
 */
package io.ternmq.wire.command.pop;
