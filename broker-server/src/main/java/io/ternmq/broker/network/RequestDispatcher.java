package io.ternmq.broker.network;

import io.netty.util.collection.IntObjectHashMap;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.frame.Frame;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Gives each request to the handler of its code and answers for handlers that refuse or fail. Handlers are added before
 * {@link #open}; afterwards all methods run on event loops.
 */
public final class RequestDispatcher implements FrameHandler {
    private final IntObjectHashMap<RequestHandler> handlers = new IntObjectHashMap<>();
    private final Set<Integer> guarded = new HashSet<>();
    private final List<Consumer<Connection>> closeListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Connection>> writabilityListeners = new CopyOnWriteArrayList<>();
    private final List<Guard> guards = new CopyOnWriteArrayList<>();
    private final boolean allowAnonymousAdmin;
    /** Written after all handlers are added, so that an event loop that reads it sees them. */
    private volatile boolean isOpen;

    /** @param allowAnonymousAdmin whether {@link #addGuarded guarded} codes are answered to other machines */
    public RequestDispatcher(boolean allowAnonymousAdmin) {
        this.allowAnonymousAdmin = allowAnonymousAdmin;
    }

    /** Sets the handler of a code. */
    public RequestDispatcher add(int code, RequestHandler handler) {
        if (handlers.put(code, handler) != null) {
            throw new IllegalStateException("two handlers for request code " + code);
        }
        return this;
    }

    /** Sets the handler of a code that changes the running broker. */
    public RequestDispatcher addGuarded(int code, RequestHandler handler) {
        guarded.add(code);
        return add(code, handler);
    }

    /** Stands before the handlers of all codes. */
    @FunctionalInterface
    public interface Guard {
        /** Throws {@link RefusedException} for what must not reach its handler. On the connection's event loop; must not block. */
        void check(Connection connection, int code);
    }

    /** Adds a guard. */
    public void guardWith(Guard guard) {
        guards.add(guard);
    }

    /** From now on requests are answered; before, clients are told to come again. No handler may be added afterwards. */
    public void open() {
        isOpen = true;
    }

    /** Is told of each connection that ends, on its event loop. */
    public void onConnectionClosed(Consumer<Connection> listener) {
        closeListeners.add(listener);
    }

    /** Is told when a connection's {@link Connection#isWritable()} changes, on its event loop. */
    public void onConnectionWritability(Consumer<Connection> listener) {
        writabilityListeners.add(listener);
    }

    @Override
    public void onRequest(Connection connection, Frame request) {
        Failures.guard(connection, request, () -> {
            if (!isOpen) {
                throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]the broker is starting");
            }
            RequestHandler handler = handlers.get(request.code());
            if (handler == null) {
                throw new RefusedException(ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                    " request type " + request.code() + " not supported");
            }
            if (guarded.contains(request.code())) {
                requireOwnMachine(connection, request.code());
            }
            for (Guard guard : guards) {
                guard.check(connection, request.code());
            }
            handler.handle(connection, request);
        });
    }

    // Without authentication whoever reaches the port could otherwise delete topics (DESIGN §8).
    private void requireOwnMachine(Connection connection, int code) {
        InetAddress peer = connection.remoteAddress().getAddress();
        if (!allowAnonymousAdmin && !peer.isLoopbackAddress() && !peer.equals(connection.localAddress().getAddress())) {
            throw new RefusedException(ResponseCode.NO_PERMISSION,
                "request " + code + " changes the running broker and is answered to "
                + "its own machine only; allowAnonymousAdmin=true in the broker's file opens it");
        }
    }

    @Override
    public void onClose(Connection connection) {
        closeListeners.forEach(listener -> listener.accept(connection));
    }

    @Override
    public void onWritabilityChanged(Connection connection) {
        writabilityListeners.forEach(listener -> listener.accept(connection));
    }
}
