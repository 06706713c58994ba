/** The application that the tests deploy: a servlet that sends, and beans that note what they get. */
package io.ternmq.liberty.app;
