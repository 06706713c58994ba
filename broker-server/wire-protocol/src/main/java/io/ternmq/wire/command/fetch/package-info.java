/** Pulling messages, looking up offsets and keeping progress (PROTOCOL §3 B, §7). */
package io.ternmq.wire.command.fetch;
