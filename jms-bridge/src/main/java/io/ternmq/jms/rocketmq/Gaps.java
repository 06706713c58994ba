package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a connection does about gaps. Any thread. */
final class Gaps {
    private static final System.Logger LOG = System.getLogger(Gaps.class.getName());

    private final Profile profile;
    private final Set<Gap> logged = Collections.synchronizedSet(EnumSet.noneOf(Gap.class));

    Gaps(Profile profile) {
        this.profile = profile;
    }

    /**
     * Goes on when the profile allows it, having logged the first of its kind.
     *
     * @param what was asked for
     * @throws JMSException with the gap's code when it does not, or nothing can be done
     */
    void bridge(Gap gap, String what) throws JMSException {
        if (!gap.canBeBridged()) {
            throw refusal(gap, what);
        } else if (profile == Profile.STRICT) {
            throw JmsErrors.of(gap.code(), gap.describe(what) + ", or set profile=lenient to have it done as well as it can be", null);
        } else if (logged.add(gap)) {
            LOG.log(System.Logger.Level.WARNING, gap.describe(what) + " (said once for each connection)");
        }
    }

    /** The refusal of what cannot be done whatever the profile. */
    static JMSException refusal(Gap gap, String what) {
        return JmsErrors.of(gap.code(), gap.describe(what), null);
    }
}
