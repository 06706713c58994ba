/** Open Liberty and the broker as processes of their own, killed at each step of the two-phase commit, and started and stopped. */
package io.ternmq.liberty.crash;
