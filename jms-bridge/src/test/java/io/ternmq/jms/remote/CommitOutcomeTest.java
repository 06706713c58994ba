package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.OutboundMessage;
import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.SilentEvents;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client learns of a commit after its connection is gone. */
@Timeout(60)
class CommitOutcomeTest {
    private static final TernQueue QUEUE = new TernQueue("outcome");

    @TempDir
    private Path store;

    @Test
    void brokerTellsWhatBecameOfACommitAfterTheConnectionIsGone() throws Exception {
        Provider provider;
        try (EmbeddedServer server = EmbeddedServer.start(store)) {
            provider = connect(server);
            provider.hold(List.of(message()), 1).get();
            provider.commit(new Provider.CommitRequest(1, 1, List.of(), List.of())).get();
            provider.hold(List.of(message()), 2).get();
            provider.close();

            assertThatCode(() -> provider.requireCommitted(1)).doesNotThrowAnyException();
            assertThatThrownBy(() -> provider.requireCommitted(2)).isInstanceOf(TransactionRolledBackException.class);
        }

        assertThatThrownBy(() -> provider.requireCommitted(1)).isInstanceOf(JMSException.class)
            .extracting(e -> ((JMSException) e).getErrorCode()).isEqualTo(JmsErrors.CONNECTION_LOST);
    }

    private static Provider connect(EmbeddedServer server) throws JMSException {
        return new RemoteProviderFactory(new RemoteSettings(Addresses.parseAll(server.nameServerAddress()), 500, 5000, 30_000,
            false, ReconnectSettings.OFF, null, SendFlow.DEFAULTS)).connect(null, new SilentEvents());
    }

    private static OutboundMessage message() {
        JmsHeader header = new JmsHeader(BodyType.NONE, false, true, 4, 0, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        return new OutboundMessage(QUEUE, "id", header, Map.of(), new byte[0], 0);
    }
}
