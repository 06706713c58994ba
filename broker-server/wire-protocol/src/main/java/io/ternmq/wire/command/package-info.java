/**
 * What frames say: request and response codes, and one record per command, in sub-packages by subject. Records are read from a
 * frame's fields and body and written to them, and know nothing of connections. Called by the broker's request handlers and by
 * clients; calls {@code wire.frame}, and fastjson2 for JSON bodies.
 */
package io.ternmq.wire.command;
