package io.ternmq.broker.security;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user as a line of the users' file, from which the password cannot be computed:
 *
 * <pre>
 *   name:SCRAM-SHA-256$iterations:salt$storedKey:serverKey          the last three in Base64, as RFC 5802 names them
 * </pre>
 *
 * @param name       1 to 64 characters, no colon, no blank
 * @param iterations of the password's hash, at least {@value #MIN_ITERATIONS}
 * @param salt       Base64
 * @param storedKey  proves the client
 * @param serverKey  proves the broker
 */
record User(String name, int iterations, String salt, byte[] storedKey, byte[] serverKey) {

    static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    /** What RFC 7677 asks for at least. */
    static final int MIN_ITERATIONS = 4096;
    static final int SALT_BYTES = 16;

    private static final int DEFAULT_ITERATIONS = 10_000;
    private static final Pattern NAME = Pattern.compile("[^:\\s#][^:\\s]{0,63}");
    private static final Pattern LINE = Pattern.compile(
        "(?<name>[^:]+):SCRAM-SHA-256\\$(?<iterations>\\d{1,7}):(?<salt>[^$:]+)\\$(?<stored>[^$:]+):(?<server>[^$:]+)");

    User {
        requireName(name);
        if (iterations < MIN_ITERATIONS) {
            throw new IllegalArgumentException("iterations: " + iterations + " (expected: at least " + MIN_ITERATIONS + ")");
        }
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("user name '" + name + "' (expected: 1 to 64 characters without colon and blank)");
        }
    }

    /** A user with a password, salted anew. */
    static User of(String name, char[] password, SecureRandom random) {
        byte[] salt = ScramFunctions.salt(SALT_BYTES, random);
        byte[] salted = ScramFunctions.saltedPassword(MECHANISM, StringPreparation.SASL_PREPARATION, password, salt, DEFAULT_ITERATIONS);
        byte[] storedKey = ScramFunctions.storedKey(MECHANISM, ScramFunctions.clientKey(MECHANISM, salted));
        return new User(name, DEFAULT_ITERATIONS, Base64.getEncoder().encodeToString(salt), storedKey,
            ScramFunctions.serverKey(MECHANISM, salted));
    }

    /** @throws IllegalArgumentException when the line is not one of a user; the message does not repeat its secrets */
    static User parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a user (expected: name:SCRAM-SHA-256$iterations:salt$storedKey:serverKey, as"
                + " bin/mqusers writes it)");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        base64.decode(parts.group("salt"));
        return new User(parts.group("name"), Integer.parseInt(parts.group("iterations")), parts.group("salt"),
            base64.decode(parts.group("stored")), base64.decode(parts.group("server")));
    }

    String toLine() {
        Base64.Encoder base64 = Base64.getEncoder();
        return name + ":SCRAM-SHA-256$" + iterations + ":" + salt + "$" + base64.encodeToString(storedKey) + ":"
            + base64.encodeToString(serverKey);
    }

    /** Nothing of the keys. */
    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
