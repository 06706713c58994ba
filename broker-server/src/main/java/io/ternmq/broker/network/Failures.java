package io.ternmq.broker.network;

import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.wire.command.BadBodyException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.BadFieldException;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.BadBlockException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where exceptions become answers. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {
    }

    /** Runs the rest of a handler's work, wherever it has got to; when it throws, the request is answered and released. */
    public static void guard(Connection connection, Frame request, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            answer(connection, request, e);
        }
    }

    /** Answers a request with the code that belongs to an exception, and releases it. Any thread. */
    public static void answer(Connection connection, Frame request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!request.isOneway()) {
            connection.send(request.response(codeOf(connection, request, cause), String.valueOf(cause.getMessage())));
        }
        request.release();
    }

    private static int codeOf(Connection connection, Frame request, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            return refused.code();
        }
        if (cause instanceof AppendRefusedException refused) {
            return refused.responseCode();
        }
        if (cause instanceof BadFieldException || cause instanceof BadBodyException || cause instanceof BadBlockException) {
            return ResponseCode.INVALID_PARAMETER;
        }
        LOG.error("request {} of {} failed", request.code(), connection.remoteAddress(), cause);
        return ResponseCode.SYSTEM_ERROR;
    }
}
