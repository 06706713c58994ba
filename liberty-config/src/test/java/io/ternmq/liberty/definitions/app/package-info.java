/** The application that defines what it needs by annotations. */
package io.ternmq.liberty.definitions.app;
