/** Tests of what an application holds. */
package io.ternmq.jca.outbound;
