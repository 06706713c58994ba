package io.ternmq.jms.remote;

import io.ternmq.jms.core.ClientThreads;
import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Tries again and again to get a broken connection another link. Attempts run on the client's worker threads, one at a time. */
final class Reconnection {
    private static final System.Logger LOG = System.getLogger(Reconnection.class.getName());

    private final ReconnectSettings settings;
    private final Attempt attempt;
    private final Backoff backoff;
    private long brokenSinceNs;
    private long lastSuccessNs;

    /** The owner's part. */
    interface Attempt {
        /** Whether it is still wanted. */
        boolean isWanted();

        /** Connects; waits for the broker. */
        void run() throws IOException, JMSException;

        /** It is given up. */
        void onGivenUp(JMSException cause);
    }

    Reconnection(ReconnectSettings settings, Attempt attempt) {
        this.settings = settings;
        this.attempt = attempt;
        this.backoff = new Backoff(settings.delayMs(), settings.maxDelayMs(), new SplittableRandom());
        this.lastSuccessNs = System.nanoTime();
    }

    /** The connection broke. Not again before the attempt has succeeded. */
    void begin() {
        ClientThreads.workers().execute(() -> {
            brokenSinceNs = System.nanoTime();
            if (elapsedMs(lastSuccessNs) > settings.maxDelayMs()) {
                backoff.reset();
                tryOnce();
            } else {
                // It stood for a moment only: as if the last attempt had failed.
                later();
            }
        });
    }

    private void tryOnce() {
        if (!attempt.isWanted()) {
            return;
        }
        try {
            attempt.run();
            lastSuccessNs = System.nanoTime();
        } catch (IOException | JMSException e) {
            onFailed(e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Reconnecting failed unexpectedly", e);
            onFailed(e);
        }
    }

    private void onFailed(Exception failure) {
        long elapsedMs = elapsedMs(brokenSinceNs);
        if (isFinal(failure) || settings.timeoutMs() > 0 && elapsedMs >= settings.timeoutMs()) {
            attempt.onGivenUp(JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection to the broker is lost, and reconnecting was given up"
                + " after " + elapsedMs + " ms: " + failure.getMessage(), failure));
        } else {
            LOG.log(System.Logger.Level.DEBUG, "Not reconnected after {0} ms: {1}", elapsedMs, failure.getMessage());
            later();
        }
    }

    private void later() {
        ClientThreads.schedule(() -> ClientThreads.workers().execute(this::tryOnce), backoff.nextMs());
    }

    /** Whether asking again would give the same answer. */
    private static boolean isFinal(Exception failure) {
        return failure instanceof InvalidClientIDException || failure instanceof JMSSecurityException
            || failure instanceof JMSException jms && JmsErrors.NOT_SUPPORTED.equals(jms.getErrorCode());
    }

    private static long elapsedMs(long sinceNs) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs);
    }
}
