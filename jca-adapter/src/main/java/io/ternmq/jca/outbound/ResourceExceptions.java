package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.SecurityException;

/** The one place where the provider's exceptions become the server's, and the server's become the application's. */
final class ResourceExceptions {

    private ResourceExceptions() {
    }

    static ResourceException connectFailed(ConnectionSettings settings, JMSException cause) {
        String text = "Cannot connect with " + settings + ": " + cause.getMessage();
        return cause instanceof JMSSecurityException ? new SecurityException(text, cause) : new CommException(text, cause);
    }

    /** What an application sees when the server could not give it a connection: the provider's own exception where there is one. */
    static JMSException toJms(ResourceException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JMSException jms) {
                return jms;
            }
        }
        JMSException wrapped = failure instanceof SecurityException
                ? new JMSSecurityException(failure.getMessage())
                : new JMSException(failure.getMessage(), failure.getErrorCode());
        wrapped.setLinkedException(failure);
        wrapped.initCause(failure);
        return wrapped;
    }
}
