/** Tests of branches and of what ends them. */
package io.ternmq.jca.transaction;
