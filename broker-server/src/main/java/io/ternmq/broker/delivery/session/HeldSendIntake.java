package io.ternmq.broker.delivery.session;

import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks and completes the messages that come with a request of a transaction. */
@FunctionalInterface
public interface HeldSendIntake {
    /**
     * Takes the messages out of the request's body, in which the rest is left. Event loop.
     *
     * @param request one of which {@link io.ternmq.wire.jms.HeldSends#isPresent} is true; still the caller's
     * @throws io.ternmq.broker.network.RefusedException when one of them cannot be taken
     */
    Taken take(Connection connection, Frame request);

    /**
     * What was taken.
     *
     * @param messages  with bodies of their own
     * @param announced completes when others can find the topics that were made for them; null when none was
     */
    record Taken(List<NewMessage> messages, CompletableFuture<?> announced) {
    }
}
