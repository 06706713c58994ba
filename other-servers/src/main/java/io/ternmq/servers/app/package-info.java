/** The application that each server runs: a servlet that sends, and beans that write down what they get. */
package io.ternmq.servers.app;
