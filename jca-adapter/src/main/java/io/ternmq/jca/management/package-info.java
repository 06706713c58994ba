/**
 * What administrators and health checks see of the adapter, by JMX. Called by {@code io.ternmq.jca}, which fills it; calls nothing of the
 * adapter.
 */
package io.ternmq.jca.management;
