/**
 * The broker as a whole: {@link io.ternmq.broker.Broker} puts the parts together and starts and stops them in order; the mains
 * and the embedded server start it. Nobody calls this package but they.
 */
package io.ternmq.broker;
