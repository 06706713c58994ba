/** Tells MicroProfile Health whether message-driven beans get messages. Reads the adapter's MBeans; knows none of its classes. */
package io.ternmq.health;
