/**
 * What tests of several modules start: the broker, a transaction manager, and the server directory of Open Liberty that is to use it. Test
 * scope only.
 */
package io.ternmq.testkit;
