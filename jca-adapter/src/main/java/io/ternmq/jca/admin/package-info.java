/**
 * Administered objects: queues and topics that a server's configuration declares and an application looks up.
 */
package io.ternmq.jca.admin;
