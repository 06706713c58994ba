/** Consumer groups: heartbeats, members, queue locks, settings and progress (PROTOCOL §3 B, §9). */
package io.ternmq.wire.command.group;
