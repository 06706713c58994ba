/** Books seats: message, database and ticket are one transaction. */
package io.ternmq.samples.xadatabase;
