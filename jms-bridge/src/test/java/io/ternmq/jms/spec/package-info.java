/** Jakarta Messaging 3.1 chapter by chapter: what it demands of a provider, through the API alone. The README has the table. */
package io.ternmq.jms.spec;
