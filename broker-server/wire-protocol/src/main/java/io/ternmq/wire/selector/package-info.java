/**
 * The message selector language of Jakarta Messaging 3.1 (§3.8.1): text to tree, and the tree against one message's properties.
 *
 * <p>The client parses a selector to refuse a wrong one before it is sent; the broker parses it again, because it trusts no peer,
 * and evaluates it. Steps: {@code Lexer} (characters to tokens), {@code Parser} (tokens to a checked {@code Expression}),
 * {@link io.ternmq.wire.selector.Selector} (the only door for callers). This package calls nothing but the JDK.
 *
 * <h2>What the specification leaves open, and what is done here</h2>
 * <ul>
 *   <li>Every exact literal is a Java {@code long}, with or without {@code L}; hexadecimal, octal and binary literals are 64-bit
 *       two's complement, as in Java. Approximate literals are {@code double}, with {@code f} they are {@code float}.
 *   <li>Arithmetic follows Java's promotion to the letter: two {@code int} properties multiply as {@code int} and may wrap.
 *   <li>An exact division by zero is NULL, so that the condition around it is unknown.
 *   <li>NULL wins over a wrong type: a comparison with NULL is unknown, a comparison of unlike types is false. Therefore
 *       {@code x <> 'a'}, {@code x NOT IN ('a')} and {@code x NOT LIKE 'a'} are all false when {@code x} is a number,
 *       and {@code NOT (x = 'a')} is true.
 *   <li>A property used as a condition must be a Boolean; a value of another type counts as false.
 *   <li>Unlike types are refused when the text alone shows them: {@code 'a' = 1}, {@code JMSPriority = 'high'}, {@code x > 'a'}.
 *   <li>A bracketed condition is a boolean value and may be compared: {@code (a > 1) = (b > 1)}.
 *   <li>In LIKE one character is one Unicode code point. The escape character may stand only before {@code _}, {@code %} or
 *       itself.
 * </ul>
 */
package io.ternmq.wire.selector;
