/** What the properties of an activation promise, with beans on Open Liberty: whose factory they name, batches, pauses. */
package io.ternmq.liberty.activations;
