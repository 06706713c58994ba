package io.ternmq.jca.outbound;

import jakarta.resource.spi.ConnectionRequestInfo;
import java.util.Objects;

/** Who an application asked to be connected as; equal requests may share a pooled connection. */
final class ConnectionRequest implements ConnectionRequestInfo {

    private final String user;
    private final String password;

    /** @param user null when the application named nobody */
    ConnectionRequest(String user, String password) {
        this.user = user;
        this.password = password;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectionRequest that
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, password);
    }
}
