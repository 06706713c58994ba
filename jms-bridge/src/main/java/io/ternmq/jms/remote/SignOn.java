package io.ternmq.jms.remote;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.jms.Authenticate;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Signs a link on by SCRAM-SHA-256 (RFC 7677): the password stays here, and the broker proves that it knows the user as well. Waits for
 * the broker, on the caller's thread.
 */
final class SignOn {
    private static final String WHAT = "Signing on";

    private SignOn() {
    }

    /**
     * Opens a link to a broker and signs on, when there are credentials.
     *
     * @throws IOException  when the broker cannot be reached
     * @throws JMSException when it does not let this user in
     */
    static Link open(InetSocketAddress broker, RemoteSettings settings, LinkEvents events) throws IOException, JMSException {
        Link link = Link.open(broker, settings.connectTimeoutMs(), events);
        try {
            perform(link, settings);
            return link;
        } catch (JMSException e) {
            link.close("not signed on");
            throw e;
        }
    }

    private static void perform(Link link, RemoteSettings settings) throws JMSException {
        Credentials credentials = settings.credentials();
        if (credentials == null) {
            return;
        }
        try {
            ScramClient client = client(credentials);
            String challenge = ask(link, settings, client.clientFirstMessage().toString());
            if (challenge == null) {
                return; // a broker without users
            }
            client.serverFirstMessage(challenge);
            client.serverFinalMessage(ask(link, settings, client.clientFinalMessage().toString()));
        } catch (ScramException | IllegalArgumentException e) {
            JMSSecurityException refused = new JMSSecurityException(WHAT + " as " + credentials.user() + ": " + e.getMessage(),
                JmsErrors.REFUSED);
            refused.initCause(e);
            throw refused;
        }
    }

    private static ScramClient client(Credentials credentials) {
        return ScramClient.builder().advertisedMechanisms(List.of(ScramMechanism.SCRAM_SHA_256.getName()))
            .username(credentials.user()).password(credentials.password().toCharArray())
            .stringPreparation(StringPreparation.SASL_PREPARATION).build();
    }

    private static String ask(Link link, RemoteSettings settings, String message) throws JMSException {
        try {
            return Replies.read(link.request(new Authenticate(message).toFrame(), settings.requestTimeoutMs()), WHAT,
                answer -> Authenticate.Reply.from(answer.fields())).get().message();
        } catch (ExecutionException e) {
            throw Replies.toException(e.getCause(), WHAT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JmsErrors.of(JmsErrors.INTERRUPTED, "Interrupted while signing on", e);
        }
    }
}
