/** The application that works at a broker with users, and names none. */
package io.ternmq.liberty.signon.app;
