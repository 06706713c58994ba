package io.ternmq.broker.security;

import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ServerFinalMessage;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramParseException;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Authenticate;
import io.ternmq.wire.jms.JmsCodes;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-on of JMS connections by SCRAM-SHA-256, and the guard that lets no request of the JMS extension pass without it. Event loops;
 * a connection's requests come one after the other.
 *
 * <pre>
 *   NOBODY --client-first--> CHALLENGED --client-final, proof right--> SIGNED ON
 *                                       --anything else--> NOBODY
 * </pre>
 */
public final class SignOn {

    private static final Logger LOG = LoggerFactory.getLogger(SignOn.class);
    private static final int NONCE_LENGTH = 24;
    private static final int MAX_MESSAGE_LENGTH = 1024;
    private static final Pattern CLIENT_FINAL = Pattern.compile("c=(?<binding>[^,]+),r=(?<nonce>[^,]+),p=(?<proof>[^,]+)");

    private record Challenge(User user, String claimedName, ClientFirstMessage first, ServerFirstMessage answer) {
    }

    private final Users users;
    private final SecureRandom random = new SecureRandom();
    private final Map<Connection, Challenge> challenged = new ConcurrentHashMap<>();
    private final Map<Connection, String> signedOn = new ConcurrentHashMap<>();

    /** @param users null when connections need not sign on */
    public SignOn(Users users) {
        this.users = users;
    }

    /** Takes the code of sign-on, and stands before all of the JMS extension. */
    public void register(RequestDispatcher dispatcher) {
        dispatcher.add(JmsCodes.AUTHENTICATE, RequestHandler.immediate(this::authenticate));
        if (users != null) {
            dispatcher.guardWith(this::requireSignedOn);
            dispatcher.onConnectionClosed(this::forget);
        }
    }

    private void forget(Connection connection) {
        challenged.remove(connection);
        signedOn.remove(connection);
    }

    private void requireSignedOn(Connection connection, int code) {
        boolean isConcerned = code >= JmsCodes.FIRST && code <= JmsCodes.LAST && code != JmsCodes.AUTHENTICATE;
        if (isConcerned && !signedOn.containsKey(connection)) {
            throw new RefusedException(ResponseCode.NO_PERMISSION,
                "the connection has not signed on (expected: user and password of a user of this broker)");
        }
    }

    private Frame authenticate(Connection connection, Frame request) {
        String message = Authenticate.from(request.fields()).message();
        if (message.length() > MAX_MESSAGE_LENGTH) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                "sign-on of " + message.length() + " characters (expected: at most " + MAX_MESSAGE_LENGTH + ")");
        }
        Frame success = request.response(ResponseCode.SUCCESS, null);
        if (users == null) {
            return success; // whoever comes is welcome; the client sees that there is no answer to prove
        }
        Challenge challenge = challenged.remove(connection);
        String answer = challenge == null ? challenge(connection, message) : verify(connection, challenge, message);
        new Authenticate.Reply(answer).writeTo(success.fields());
        return success;
    }

    private String challenge(Connection connection, String message) {
        signedOn.remove(connection);
        try {
            ClientFirstMessage first = ClientFirstMessage.parseFrom(message);
            User known = users.find(first.getUsername());
            User user = known == null ? users.nobody(first.getUsername()) : known;
            ServerFirstMessage answer = new ServerFirstMessage(first.getClientNonce(), ScramFunctions.nonce(NONCE_LENGTH, random),
                user.salt(), user.iterations());
            challenged.put(connection, new Challenge(user, first.getUsername(), first, answer));
            return answer.toString();
        } catch (ScramParseException | IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                "this is no client-first message of SCRAM-SHA-256: " + e.getMessage());
        }
    }

    private String verify(Connection connection, Challenge challenge, String message) {
        Matcher parts = CLIENT_FINAL.matcher(message);
        if (!parts.matches()) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "this is no client-final message of SCRAM-SHA-256");
        }
        String authMessage = ScramFunctions.authMessage(challenge.first, challenge.answer, null);
        if (!parts.group("nonce").equals(challenge.answer.getNonce()) || !isProven(challenge, parts.group("proof"), authMessage)) {
            LOG.warn("{} cannot sign on as '{}': user or password is wrong", connection.remoteAddress(), challenge.claimedName);
            throw new RefusedException(ResponseCode.NO_PERMISSION, "user or password is wrong");
        }
        signedOn.put(connection, challenge.claimedName);
        byte[] signature = ScramFunctions.serverSignature(User.MECHANISM, challenge.user.serverKey(), authMessage);
        return new ServerFinalMessage(signature).toString();
    }

    private static boolean isProven(Challenge challenge, String proof, String authMessage) {
        if (challenge.user.storedKey().length == 0) {
            return false;
        }
        try {
            return ScramFunctions.verifyClientProof(User.MECHANISM, Base64.getDecoder().decode(proof), challenge.user.storedKey(),
                authMessage);
        } catch (IllegalArgumentException e) {
            LOG.debug("a proof that is none", e);
            return false;
        }
    }
}
