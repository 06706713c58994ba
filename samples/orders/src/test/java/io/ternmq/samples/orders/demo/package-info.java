/** The demo: broker and Open Liberty with the orders application, and a RocketMQ client beside it. The test runs the same. */
package io.ternmq.samples.orders.demo;
