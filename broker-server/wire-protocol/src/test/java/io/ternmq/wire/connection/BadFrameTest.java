package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.FrameCodec;
import io.ternmq.wire.frame.HeaderEncoding;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a live server does with bytes that are no frames: closes that connection, says why, and goes on with the others. */
@Timeout(60)
@ExtendWith(NoLeaks.class)
class BadFrameTest {
    private static final int RANDOM_CONNECTIONS = 300;
    private static FrameServer server;
    private static FrameClient client;
    private static InetSocketAddress address;
    private static Connection healthy;
    private LogCapture log;

    @BeforeAll
    static void start() throws Exception {
        var config = ConnectionConfig.defaults().withEventLoopThreads(1);
        server = new FrameServer(config, BadFrameTest::answer);
        address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        client = new FrameClient(config, BadFrameTest::answer);
        healthy = client.connect(address, 5_000).get();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static void answer(Connection c, Frame request) {
        if (!request.isOneway()) {
            c.send(request.response(3, "not supported").body(request.body().retain()));
        }
        request.release();
    }

    @BeforeEach
    void capture() {
        log = new LogCapture(ConnectionHandler.class);
    }

    @AfterEach
    void theHealthyConnectionGoesOn() throws Exception {
        Frame answer = healthy.request(Frame.request(7).body(new byte[2_000]), 5_000).get();
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.body().readableBytes()).isEqualTo(2_000);
        answer.release();
        assertThat(healthy.isOpen()).isTrue();
        log.close();
    }

    static List<String> badFrames() {
        return List.of(
            "ffffffff", "80000000", "00000000", "00000003", "01000001", "7fffffff", "47455420" /* GET */, "16030100",
            "00000010" + "00000011", "00000004" + "00ffffff", "01000000" + "00ffffff", "00000010" + "02000004",
            "00000010" + "ff000004",
            "00000004" + "00000000", "00000006" + "00000002" + "7b22", "00000006" + "00000002" + "5b5d",
            "00000004" + "01000000", "00000015" + "01000011" + "00".repeat(17),
            "00000019" + "01000015" + "00".repeat(13) + "7fffffff00000000");
    }

    @ParameterizedTest
    @MethodSource("badFrames")
    void aBadFrameClosesItsConnectionWithOneLoggedReason(String hex) throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            int localPort = socket.getLocalPort();
            socket.getOutputStream().write(ByteBufUtil.decodeHexDump(hex));
            // What follows must change nothing.
            socket.getOutputStream().write(new byte[100]);

            assertThat(readToEnd(socket)).isZero();

            await("one reason for " + hex).until(() -> !log.messages(Level.WARNING).isEmpty());
            assertThat(log.messages(Level.WARNING)).hasSize(1).first().asString()
                .contains("127.0.0.1:" + localPort).contains("expected: ").startsWith("Closing connection ");
        } catch (SocketException e) {
            // The second write may find the connection closed; the reason is logged all the same.
            await("one reason for " + hex).until(() -> log.messages(Level.WARNING).size() == 1);
        }
    }

    @Test
    void goodFramesBeforeABadOneAreAnswered() throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            ByteBuf bytes = FrameCodec.encode(Frame.request(1).opaque(77), UnpooledByteBufAllocator.DEFAULT);
            socket.getOutputStream().write(ByteBufUtil.getBytes(bytes.writeInt(-1)));
            bytes.release();

            assertThat(readToEnd(socket)).isGreaterThan(100);
        }
    }

    @Test
    void randomAndMutatedBytesHurtNobodyElse() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < RANDOM_CONNECTIONS; i++) {
            byte[] bytes = i % 3 == 0 ? randomBytes(random) : mutatedFrames(random);
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                socket.getOutputStream().write(bytes);
                if (random.nextBoolean()) {
                    socket.shutdownOutput();
                    readToEnd(socket);
                }
            } catch (SocketException e) {
                // Reset by the server in the middle of it: as it should be.
                assertThat(e).as("seed " + seed + ", connection " + i).isNotNull();
            }
            if (i % 10 == 0) {
                Frame answer = healthy.request(Frame.request(i), 5_000).get();
                assertThat(answer.code()).as("seed " + seed + ", connection " + i).isEqualTo(3);
                answer.release();
            }
        }
        assertThat(log.messages(Level.SEVERE)).as("seed " + seed).isEmpty();
        assertThat(log.messages(Level.WARNING)).as("seed " + seed).isNotEmpty()
            .allSatisfy(message -> assertThat(message).startsWith("Closing connection ").contains("127.0.0.1:"));
    }

    @Test
    void nothingIsSetAsideForALengthThatIsOnlyAnnounced() {
        var allocator = new UnpooledByteBufAllocator(false);
        var channel = new EmbeddedChannel(new FrameDecoder(FrameCodec.MAX_FRAME_LENGTH));
        channel.config().setAllocator(allocator);

        for (int i = 0; i < 3; i++) {
            channel.writeInbound(allocator.buffer(16).writeInt(FrameCodec.MAX_FRAME_LENGTH).writeInt(FrameCodec.MAX_FRAME_LENGTH - 4 - i));
            assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory()).isLessThan(1_000);
            Object frame = channel.readInbound();
            assertThat(frame).isNull();
            channel.finishAndReleaseAll();
            channel = new EmbeddedChannel(new FrameDecoder(FrameCodec.MAX_FRAME_LENGTH));
            channel.config().setAllocator(allocator);
        }
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 64 : 4_096)];
        random.nextBytes(bytes);
        if (random.nextBoolean() && bytes.length > 4) {
            // A length that is let through, so that the header is looked at.
            Unpooled.wrappedBuffer(bytes).setInt(0, bytes.length - 4);
        }
        return bytes;
    }

    private static byte[] mutatedFrames(Random random) {
        ByteBuf bytes = Unpooled.buffer();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            Frame frame = Frame.request(random.nextInt(400)).opaque(random.nextInt()).encoding(HeaderEncoding.values()[random.nextInt(2)]);
            frame.fields().put("a", "producers").put("b", "topic").put("e", random.nextInt()).put("i", "TAGS\u0001x\u0002");
            ByteBuf one = FrameCodec.encode(frame.body("body".getBytes(StandardCharsets.UTF_8)),
            UnpooledByteBufAllocator.DEFAULT);
            bytes.writeBytes(one);
            one.release();
            frame.release();
        }
        for (int n = random.nextInt(5); n > 0; n--) {
            bytes.setByte(random.nextInt(random.nextBoolean() ? 8 : bytes.readableBytes()), random.nextInt(256));
        }
        return ByteBufUtil.getBytes(bytes, 0,
            random.nextInt(4) == 0 ? random.nextInt(bytes.readableBytes()) : bytes.readableBytes());
    }

    private static int readToEnd(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            return socket.getInputStream().readAllBytes().length;
        } catch (SocketException e) {
            return 0;
        }
    }
}
