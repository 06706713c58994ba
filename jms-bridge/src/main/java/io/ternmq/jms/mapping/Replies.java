package io.ternmq.jms.mapping;

import io.ternmq.jms.core.BranchRefusedException;
import io.ternmq.jms.core.BranchRefusedException.Reason;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.ConnectionClosedException;
import io.ternmq.wire.connection.RequestTimeoutException;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.TransactionRolledBackException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers of the broker, or their absence, as results and JMS exceptions. */
public final class Replies {
    private Replies() {
    }

    /** The future of an answer, read on the event loop and released. */
    public static <T> CompletableFuture<T> read(CompletableFuture<Frame> answer, String what, Function<Frame, T> reader) {
        return read(answer, what, reader, frame -> frame.code() == ResponseCode.SUCCESS);
    }

    /**
     * The same where other codes are results as well.
     *
     * @param codes those that the reader understands
     */
    public static <T> CompletableFuture<T> read(CompletableFuture<Frame> answer, String what, Set<Integer> codes,
            Function<Frame, T> reader) {
        return read(answer, what, reader, frame -> codes.contains(frame.code()));
    }

    /** The same where not only code 0 is a success. */
    public static <T> CompletableFuture<T> read(CompletableFuture<Frame> answer, String what, Function<Frame, T> reader,
            Predicate<Frame> isSuccess) {
        CompletableFuture<T> result = new CompletableFuture<>();
        answer.whenComplete((frame, failure) -> {
            if (failure != null) {
                result.completeExceptionally(toException(failure, what));
                return;
            }
            try {
                if (isSuccess.test(frame)) {
                    result.complete(reader.apply(frame));
                } else {
                    result.completeExceptionally(toException(frame.code(), frame.remark(), what));
                }
            } catch (RuntimeException e) {
                // Nobody else would complete the future.
                result.completeExceptionally(unreadable(what, e));
            } finally {
                frame.release();
            }
        });
        return result;
    }

    /** The same for answers that carry nothing. */
    public static CompletableFuture<Void> done(CompletableFuture<Frame> answer, String what) {
        return read(answer, what, frame -> null);
    }

    /** The exception of a request that got no answer. */
    public static JMSException toException(Throwable failure, String what) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof JMSException jms) {
            return jms;
        } else if (cause instanceof RequestTimeoutException) {
            return JmsErrors.of(JmsErrors.TIMED_OUT, what + ": no answer from the broker: " + cause.getMessage(), cause);
        } else if (cause instanceof ConnectionClosedException) {
            return JmsErrors.of(JmsErrors.CONNECTION_LOST, what + ": the connection to the broker is lost: " + cause.getMessage(), cause);
        }
        return JmsErrors.of(JmsErrors.UNEXPECTED, what + ": " + cause, cause);
    }

    /** The exception of an answer that makes no sense. */
    public static JMSException unreadable(String what, RuntimeException cause) {
        return JmsErrors.of(JmsErrors.UNEXPECTED, what + ": the broker's answer cannot be read: " + cause.getMessage(), cause);
    }

    /** The exception of a refusal. */
    public static JMSException toException(int code, String remark, String what) {
        String message = what + ": the broker refused with code " + code + (remark == null ? "" : ": " + remark);
        return switch (code) {
            case JmsCodes.CLIENT_ID_IN_USE -> new InvalidClientIDException(message, JmsErrors.REFUSED);
            case JmsCodes.INVALID_SELECTOR -> new InvalidSelectorException(message, JmsErrors.REFUSED);
            case JmsCodes.INVALID_DESTINATION, ResponseCode.TOPIC_NOT_EXIST ->
                new InvalidDestinationException(message, JmsErrors.REFUSED);
            case JmsCodes.TRANSACTION_ROLLED_BACK -> new TransactionRolledBackException(message, JmsErrors.ROLLED_BACK);
            case JmsCodes.BRANCH_UNKNOWN -> new BranchRefusedException(Reason.UNKNOWN, message);
            case JmsCodes.BRANCH_DUPLICATE -> new BranchRefusedException(Reason.DUPLICATE, message);
            case JmsCodes.BRANCH_WRONG_STATE -> new BranchRefusedException(Reason.WRONG_STATE, message);
            case JmsCodes.BRANCH_ROLLED_BACK -> new BranchRefusedException(Reason.ROLLED_BACK, message);
            case JmsCodes.BRANCH_TIMED_OUT -> new BranchRefusedException(Reason.TIMED_OUT, message);
            case JmsCodes.BRANCH_SESSION_LOST -> new BranchRefusedException(Reason.CONNECTION_LOST, message);
            case JmsCodes.BRANCH_HEURISTIC_COMMIT -> new BranchRefusedException(Reason.HEURISTIC_COMMIT, message);
            case JmsCodes.BRANCH_HEURISTIC_ROLLBACK -> new BranchRefusedException(Reason.HEURISTIC_ROLLBACK, message);
            case JmsCodes.LEASE_LOST -> JmsErrors.of(JmsErrors.LEASE_LOST, message, null);
            case ResponseCode.NO_PERMISSION -> new JMSSecurityException(message, JmsErrors.REFUSED);
            // Too busy, or a disk that is nearly full: the remark says which.
            case ResponseCode.SYSTEM_BUSY, ResponseCode.SERVICE_NOT_AVAILABLE -> new ResourceAllocationException(message, JmsErrors.REFUSED);
            case ResponseCode.MESSAGE_ILLEGAL -> JmsErrors.of(JmsErrors.TOO_LARGE, message, null);
            case ResponseCode.REQUEST_CODE_NOT_SUPPORTED -> JmsErrors.of(JmsErrors.NOT_SUPPORTED,
                message + " (the broker does not speak TernMQ's JMS extension)", null);
            default -> JmsErrors.of(JmsErrors.REFUSED, message, null);
        };
    }
}
