/**
 * The Jakarta Messaging extension of the protocol: its codes, one record per command, and the text and binary formats in which
 * JMS headers, typed properties and bodies travel inside ordinary messages. Used by the broker and by the JMS client; knows
 * nothing of jakarta.jms.
 *
 * <h2>What a JMS message looks like in the log</h2>
 * <pre>
 * property JMS    header block, {@link io.ternmq.wire.jms.JmsHeader}: "v1;b=T;m=P;p=4;..."   its presence marks a JMS message
 * property JMSP   application properties with their types, {@link io.ternmq.wire.jms.JmsProperties}: "v1;Iamount=3;..."
 * body            {@link io.ternmq.wire.jms.BodyType}: UTF-8 text, raw bytes, typed values
 *                 ({@link io.ternmq.wire.jms.TypedValues}), Java serialisation, or nothing;
 *                 behind an envelope ({@link io.ternmq.wire.jms.BodyEnvelope}) when the two blocks are large
 * </pre>
 * Blocks are text without the two characters that RocketMQ's property string uses as separators (U+0001, U+0002), so that they
 * pass unharmed through every native client and tool.
 */
package io.ternmq.wire.jms;
