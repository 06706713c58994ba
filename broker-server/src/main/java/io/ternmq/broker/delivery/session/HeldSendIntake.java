package io.ternmq.broker.delivery.session;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.List;

/** Checks and completes the messages that come with a request of a transaction. */
@FunctionalInterface
public interface HeldSendIntake {
    /**
     * Takes the messages out of the request's body, in which the rest is left. Event loop.
     *
     * @param request one of which {@link io.ternmq.wire.jms.HeldSends#isPresent} is true; still the caller's
     * @return with bodies of their own
     * @throws io.ternmq.broker.network.RefusedException when one of them cannot be taken
     */
    List<NewMessage> take(Connection connection, Frame request);
}
