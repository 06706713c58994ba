package io.ternmq.jca.outbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.SecurityException;

/** The one place where the provider's exceptions become the server's, and the server's become the application's. */
final class ResourceExceptions {

    private ResourceExceptions() {
    }

    static ResourceException connectFailed(ConnectionSettings settings, JMSException cause) {
        String text = "Cannot connect with " + settings + ": " + cause.getMessage();
        return cause instanceof JMSSecurityException
                ? AdapterError.SIGN_ON_REFUSED.in(new SecurityException(text, cause))
                : AdapterError.CANNOT_CONNECT.in(new CommException(text, cause));
    }

    static ResourceException noXa(JMSException cause) {
        return AdapterError.NO_XA.in(new NotSupportedException(
                "The connection cannot take part in distributed transactions: " + cause.getMessage(), cause));
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
