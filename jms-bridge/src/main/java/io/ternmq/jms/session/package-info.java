/**
 * The objects of the Jakarta Messaging API: they check arguments and state, translate, and delegate to {@code core}. Made by the
 * connection factories in {@code io.ternmq.jms}. May call {@code core}, {@code message} and {@code destination}.
 */
package io.ternmq.jms.session;
