package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.SilentEvents;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the owner of a connection hears when links break as soon as they are there. */
@Timeout(60)
class LinkChangesTest {
    private static final int BREAKS = 50;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void interruptionsAndResumptionsAreToldInTurn() throws Exception {
        AtomicInteger connects = new AtomicInteger();
        try (ScriptedPeer peer = new ScriptedPeer()) {
            peer.answer(JmsCodes.CONNECT, request -> {
                Frame answer = request.response(0, null);
                new Connect.Reply(ScriptedPeer.EPOCH, 30_000, 1 << 20, "broker-a", "0", "store").writeTo(answer.fields());
                if (connects.getAndIncrement() % (BREAKS + 1) == 0) {
                    return answer;
                }
                peer.push(answer);
                peer.drop();
                return null;
            });
            Provider provider = new RemoteProviderFactory(new RemoteSettings(Addresses.parseAll(peer.nameServerAddress()), 5_000, 5_000,
                30_000, false, new ReconnectSettings(true, 1, 1, 0), null, SendFlow.DEFAULTS)).connect(null, new Recorded());
            try {
                peer.drop();

                await("the last link stays").until(() -> connects.get() == BREAKS + 2 && heard.size() % 2 == 0);
            } finally {
                provider.close();
            }
        }
        for (int i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).as("event %d of %s", i, heard).isEqualTo(i % 2 == 0 ? "interrupted" : "resumed");
        }
        assertThat(heard).hasSizeGreaterThan(BREAKS);
    }

    private final class Recorded extends SilentEvents {
        @Override
        public void onInterrupted(JMSException cause) {
            heard.add("interrupted");
        }

        @Override
        public void onResumed() {
            heard.add("resumed");
        }

        @Override
        public void onConnectionLost(JMSException cause) {
            heard.add("lost");
        }
    }
}
