/** Starts each server with its configuration of {@code src/main/servers}, the adapter and the application, and holds it to one contract. */
package io.ternmq.servers;
