package io.ternmq.namesrv;

import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameServer;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;

/** A running name server: composition root of this package. */
public final class NameServer implements AutoCloseable {
    private final FrameServer server;
    private final InetSocketAddress address;

    private NameServer(FrameServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Starts one.
     *
     * @param bind                port 0 takes a free one
     * @param keyValueFile        where tools' settings are kept; null: in memory
     * @param allowAnonymousAdmin whether other machines may change settings
     * @throws UncheckedIOException when the address cannot be had
     */
    public static NameServer start(InetSocketAddress bind, Path keyValueFile, boolean allowAnonymousAdmin) {
        NameServerHandler handler = new NameServerHandler(new KeyValues(keyValueFile), allowAnonymousAdmin, Clock.systemUTC());
        // One event loop: it owns the tables. A route is asked for every 30 seconds by each client, which is little.
        FrameServer server = new FrameServer(
            ConnectionConfig.defaults().withEventLoopThreads(1).withThreadNamePrefix("namesrv-io"), handler);
        try {
            return new NameServer(server, server.bind(bind));
        } catch (UncheckedIOException e) {
            server.close();
            throw e;
        }
    }

    /** The address it listens on, with its real port. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        server.close();
    }
}
