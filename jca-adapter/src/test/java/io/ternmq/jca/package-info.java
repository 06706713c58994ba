/** Tests of the adapter as a whole. */
package io.ternmq.jca;
