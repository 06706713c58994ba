package io.ternmq.jms.remote;

import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.remote.Exchange.InNewSession;
import io.ternmq.wire.jms.CreateTemporary;
import io.ternmq.wire.jms.DeleteTemporary;
import io.ternmq.wire.jms.DestinationKind;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The connection's temporary destinations. A new session gets them again, empty, under their names: others go on replying to them. */
final class RemoteTemporaries {
    private static final System.Logger LOG = System.getLogger(RemoteTemporaries.class.getName());

    private final Map<String, DestinationKind> kinds = new ConcurrentHashMap<>();

    CompletableFuture<Void> create(RequestLine line, String name, DestinationKind kind) {
        return ask(line, name, kind).thenRun(() -> kinds.put(name, kind));
    }

    private static CompletableFuture<Void> ask(RequestLine line, String name, DestinationKind kind) {
        String what = "Creating a temporary destination";
        return Replies.done(line.ask(Exchange.of(what, InNewSession.ASKED_AGAIN,
            epoch -> new CreateTemporary(epoch, name, kind).toFrame())), what);
    }

    CompletableFuture<Void> delete(RequestLine line, String name) {
        String what = "Deleting temporary destination " + name;
        return Replies.done(line.ask(Exchange.of(what, InNewSession.ASKED_AGAIN,
            epoch -> new DeleteTemporary(epoch, name).toFrame())), what).thenRun(() -> kinds.remove(name));
    }

    /** Makes them again in the session that has begun. */
    void createAgain(RequestLine line) {
        kinds.forEach((name, kind) -> ask(line, name, kind).exceptionally(failure -> {
            LOG.log(System.Logger.Level.WARNING, "Temporary destination " + name + " could not be made again after reconnecting", failure);
            return null;
        }));
    }
}
