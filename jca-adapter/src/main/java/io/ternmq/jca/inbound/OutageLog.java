package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Tells of the times in which an activation has no connection: once for each reason, and once when it is over. Attempts come every 15
 * seconds for ever, so they are not told one by one. One thread at a time.
 */
final class OutageLog {

    private static final System.Logger LOG = System.getLogger(EndpointActivation.class.getName());
    /** For which nobody has to do anything. */
    private static final Set<AdapterError> PASSING = EnumSet.of(AdapterError.CANNOT_CONNECT, AdapterError.UNKNOWN_END);

    private final String name;
    private String lastText = "";
    // Null while there is no outage.
    private AdapterError lastError;
    private long sinceNs;

    /** @param name of the activation, for people */
    OutageLog(String name) {
        this.name = name;
    }

    /** An attempt to connect has failed, or the connection is lost. */
    void failed(Throwable cause) {
        String text = AdapterError.describe(cause);
        boolean isNews = !text.equals(lastText);
        if (lastError == null) {
            sinceNs = System.nanoTime();
        }
        lastError = AdapterError.ofConnecting(cause);
        lastText = text;
        String ownCode = lastError.code() + ": ";
        LOG.log(isNews ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                lastError.logged("{0} is not connected" + (PASSING.contains(lastError) ? ", which is tried again until it is: {1}"
                        : "; it is tried again until this is put right: {1}")), name,
                text.startsWith(ownCode) ? text.substring(ownCode.length()) : text);
    }

    /** It is connected. */
    void over() {
        if (lastError != null) {
            LOG.log(System.Logger.Level.INFO, lastError.logged("{0} is connected again, after {1} s"), name,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNs));
        }
        lastError = null;
        lastText = "";
    }
}
