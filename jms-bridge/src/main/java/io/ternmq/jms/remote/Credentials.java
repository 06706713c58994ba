package io.ternmq.jms.remote;

import static java.util.Objects.requireNonNull;

/**
 * Who signs on.
 *
 * @param user     not empty
 * @param password never printed
 */
public record Credentials(String user, String password) {
    public Credentials {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
    }

    /** Those of a user; null without a user name. A missing password is an empty one. */
    public static Credentials of(String userOrNull, String passwordOrNull) {
        return userOrNull == null || userOrNull.isEmpty() ? null
            : new Credentials(userOrNull, passwordOrNull == null ? "" : passwordOrNull);
    }

    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
