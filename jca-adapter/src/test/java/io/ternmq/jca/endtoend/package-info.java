/** The adapter with a real broker and a real transaction manager. */
package io.ternmq.jca.endtoend;
