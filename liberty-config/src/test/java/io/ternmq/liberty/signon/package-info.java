/** Users that the server signs on with: of the container, of activations, and of recovery. */
package io.ternmq.liberty.signon;
