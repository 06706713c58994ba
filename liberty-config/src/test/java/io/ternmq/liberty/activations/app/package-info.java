/** The application with the beans, and a servlet that tells what they got. */
package io.ternmq.liberty.activations.app;
