/** The ways to define and to find factories and destinations: annotations, server.xml, JNDI, injection; adapter at the server or in an ear. */
package io.ternmq.liberty.definitions;
