/**
 * Where an application begins: {@link io.ternmq.jms.TernConnectionFactory}. Exported, together with {@code destination}; puts the
 * client together out of {@code session}, {@code core} and {@code remote}.
 */
package io.ternmq.jms;
