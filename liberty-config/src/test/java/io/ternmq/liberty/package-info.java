/** Tests of the adapter in a running Open Liberty, with the broker in the tests' JVM. */
package io.ternmq.liberty;
