/**
 * Who JMS connections are: users with salted password hashes in a file, and sign-on by SCRAM-SHA-256 (RFC 5802, RFC 7677), in which no
 * password goes over the wire or lies on the disk. Called by the composition root, which puts {@link
 * io.ternmq.broker.security.SignOn} before the handlers; calls {@code network} and the wire formats.
 */
package io.ternmq.broker.security;
