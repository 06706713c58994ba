/** The snippets that users copy, in the hands of the application that they are written for. */
package io.ternmq.liberty.snippets;
