/** Books payments: in order for each account, many accounts at the same time. */
package io.ternmq.samples.ordered;
