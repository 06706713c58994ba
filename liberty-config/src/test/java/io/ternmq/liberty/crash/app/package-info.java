/** The application that writes into a database and a queue while its server is killed. */
package io.ternmq.liberty.crash.app;
