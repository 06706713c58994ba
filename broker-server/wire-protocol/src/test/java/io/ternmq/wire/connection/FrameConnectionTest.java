package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderEncoding;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client and server over a real socket. */
@Timeout(30)
@ExtendWith(NoLeaks.class)
class FrameConnectionTest {
    private static final int ECHO = 9000;
    private static final int IGNORE = 9001;
    private static final int PUSH_BACK = 9002;
    private static final int FAIL = 9003;
    private final LinkedBlockingQueue<String> pushed = new LinkedBlockingQueue<>();
    private final CompletableFuture<Connection> serverSide = new CompletableFuture<>();
    private FrameServer server;
    private FrameClient client;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        var config = ConnectionConfig.defaults().withEventLoopThreads(1);
        server = new FrameServer(config, new Peer());
        client = new FrameClient(config, (c, push) -> {
            pushed.add(push.code() + ":" + push.body().toString(StandardCharsets.UTF_8));
            push.release();
        });
        InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        connection = client.connect(address, 5_000).get();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private final class Peer implements FrameHandler {
        @Override
        public void onOpen(Connection c) {
            serverSide.complete(c);
        }

        @Override
        public void onRequest(Connection c, Frame request) {
            switch (request.code()) {
                case ECHO -> {
                    Frame answer = request.response(0, request.remark()).body(request.body().retain());
                    for (int i = 0; i < request.fields().size(); i++) {
                        answer.fields().put(request.fields().key(i), request.fields().value(i));
                    }
                    c.send(answer);
                }
                case PUSH_BACK -> {
                    c.sendAll(List.of(Frame.oneway(1).body(request.body().retainedDuplicate()), Frame.oneway(2)));
                    c.send(request.response(0, null));
                }
                case FAIL -> throw new IllegalStateException("no luck");
                default -> { }
            }
            request.release();
        }
    }

    @ParameterizedTest
    @EnumSource(HeaderEncoding.class)
    void answersArriveWithTheirFieldsAndBodies(HeaderEncoding encoding) throws Exception {
        for (int bodyLength : new int[] {0, 1, 1024, 1025, 300_000}) {
            byte[] body = "x".repeat(bodyLength).getBytes(StandardCharsets.UTF_8);
            Frame request = Frame.request(ECHO).encoding(encoding).remark("a \"quoted\" remark").body(body);
            request.fields().put("topic", "T").put("queueId", 3).put("absent", null).put("odd",
            "\u0001\u0002\\\"\n\u00e9\ud83d\ude00");

            Frame answer = connection.request(request, 5_000).get();

            assertThat(answer.code()).isZero();
            assertThat(answer.encoding()).isEqualTo(encoding);
            assertThat(answer.remark()).isEqualTo("a \"quoted\" remark");
            assertThat(answer.fields().size()).isEqualTo(3);
            assertThat(answer.fields().requireInt("queueId")).isEqualTo(3);
            assertThat(answer.fields().get("odd")).isEqualTo("\u0001\u0002\\\"\n\u00e9\ud83d\ude00");
            assertThat(answer.body().readableBytes()).isEqualTo(bodyLength);
            answer.release();
        }
    }

    @Test
    void manyRequestsAtOnceEachGetTheirOwnAnswer() throws Exception {
        List<CompletableFuture<Frame>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Frame request = Frame.request(ECHO);
            request.fields().put("n", i);
            answers.add(connection.request(request, 10_000));
        }

        for (int i = 0; i < answers.size(); i++) {
            Frame answer = answers.get(i).get();
            assertThat(answer.fields().requireInt("n")).isEqualTo(i);
            answer.release();
        }
    }

    @Test
    void serverPushesOnTheSameConnection() throws Exception {
        Frame request = Frame.request(PUSH_BACK).body(Unpooled.copiedBuffer("hello", StandardCharsets.UTF_8));

        connection.request(request, 5_000).get().release();

        assertThat(pushed.poll(5, TimeUnit.SECONDS)).isEqualTo("1:hello");
        assertThat(pushed.poll(5, TimeUnit.SECONDS)).isEqualTo("2:");
    }

    @Test
    void aFailingHandlerAnswersSystemErrorAndTheConnectionGoesOn() throws Exception {
        try (var log = new LogCapture(ConnectionHandler.class)) {
            Frame answer = connection.request(Frame.request(FAIL), 5_000).get();

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.remark()).isEqualTo("no luck");
            assertThat(log.messages(Level.SEVERE)).hasSize(1).first().asString().startsWith("Request code 9003 failed");
        }
        connection.request(Frame.request(ECHO), 5_000).get().release();
    }

    @Test
    void closingFailsWhatWaits() throws Exception {
        CompletableFuture<Frame> answer = connection.request(Frame.request(IGNORE), 60_000);

        serverSide.get().close("test");

        assertThatThrownBy(answer::get).hasCauseInstanceOf(ConnectionClosedException.class);
        assertThatThrownBy(() -> connection.request(Frame.request(ECHO), 5_000).get())
            .hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void aFrameThatIsTooLongFailsAloneOnTheSendingSide() throws Exception {
        Frame tooLong = Frame.request(ECHO).body(Unpooled.wrappedBuffer(new byte[17 * 1024 * 1024]));

        assertThatThrownBy(() -> connection.request(tooLong, 5_000).get()).hasMessageContaining("expected: <= 16777216");
        connection.request(Frame.request(ECHO), 5_000).get().release();
    }

    @Test
    void aConnectionThatWasGivenToItselfIsRefused() throws Exception {
        InetSocketAddress nobody = freeAddress();

        assertThatThrownBy(() -> client.connect(nobody, nobody, 5_000).get())
            .hasCauseInstanceOf(ConnectException.class)
            .hasMessageContaining("cannot connect to " + nobody + ": nobody listens there");

        await("nothing of it is in the way of a server").ignoreException(BindException.class).untilAsserted(() -> {
            try (ServerSocket late = new ServerSocket(nobody.getPort(), 1, nobody.getAddress())) {
                client.connect((InetSocketAddress) late.getLocalSocketAddress(), 5_000).get().close("test");
            }
        });
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }
}
