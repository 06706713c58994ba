package io.ternmq.wire.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.rocketmq.remoting.protocol.LanguageCode;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole frames against {@link RemotingCommand}: what it writes is read here, and what is written here it reads. */
class RocketMqFramesTest {
    private static final int RANDOM_FRAMES = 300;

    static Stream<Arguments> encodingsAndTexts() {
        return Stream.of(HeaderEncoding.values()).flatMap(encoding -> Stream.of(
            "plain", " ", "\"", "\\", "\\\\\"", "/", "\b\f\n\r\t\u000b\u0000\u001f\u007f", "\u0001\u0002", "{\"a\":[1,2]}",
            "'", "\\u0041",
            "\u00e9\u00df", "\u20ac \u4e2d\u6587", "\ud83d\ude00 \ud834\udd1e", "\u2028\u2029\ufeff", "null", "-0",
            "<script>&amp;",
            "x".repeat(70_000)).map(text -> Arguments.of(encoding, text)));
    }

    @ParameterizedTest
    @MethodSource("encodingsAndTexts")
    void textsOfEveryKindSurviveBothWays(HeaderEncoding encoding, String text) throws Exception {
        checkTheirs(command(7, text, Map.of("field", text, "other", "1")), encoding);
        Frame ours = Frame.request(7).remark(text);
        ours.fields().put("field", text).put("other", 1);
        checkOurs(ours, encoding);
    }

    @ParameterizedTest
    @EnumSource(HeaderEncoding.class)
    void absentAndEmptyPartsStayWhatTheyAre(HeaderEncoding encoding) throws Exception {
        checkTheirs(command(0, null, null), encoding);
        checkTheirs(command(0, null, Map.of()), encoding);
        checkOurs(Frame.request(0), encoding);
        checkOurs(Frame.oneway(32_767).opaque(Integer.MIN_VALUE), encoding);
        checkOurs(Frame.request(1).opaque(-1).response(-1000, null), encoding);
        checkOurs(Frame.request(1).language(Language.RUST).version(399), encoding);
    }

    @ParameterizedTest
    @EnumSource(HeaderEncoding.class)
    void randomFramesSurviveBothWays(HeaderEncoding encoding) throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < RANDOM_FRAMES; i++) {
            try {
                Map<String, String> fields = new HashMap<>();
                for (int n = random.nextInt(20); n > 0; n--) {
                    fields.put("k" + randomText(random), "v" + randomText(random));
                }
                String remark = random.nextBoolean() ? "r" + randomText(random) : null;
                checkTheirs(command((short) random.nextInt(), remark, fields), encoding);

                Frame ours = Frame.request((short) random.nextInt()).opaque(random.nextInt()).remark(remark);
                fields.forEach(ours.fields()::put);
                ours.fields().put("number", random.nextLong() >> random.nextInt(64));
                checkOurs(ours, encoding);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", frame " + i, e);
            }
        }
    }

    @Test
    void aCodeOfMoreThan16BitsGoesAsJson() throws Exception {
        Frame pop = Frame.request(200_050).encoding(HeaderEncoding.BINARY);

        RemotingCommand theirs = theirs(pop);

        assertThat(theirs.getCode()).isEqualTo(200_050);
        assertThat(theirs.getSerializeTypeCurrentRPC()).isEqualTo(SerializeType.JSON);
    }

    @Test
    void aFieldReadFromAFrameCanBeSentOnInTheOtherEncoding() throws Exception {
        Frame received = ours(command(7, null, Map.of("p", "a\u0001\"\u20ac\ud83d\ude00\u0002")), HeaderEncoding.JSON);
        Frame binary = received.encoding(HeaderEncoding.BINARY);

        assertThat(theirs(binary).getExtFields()).containsEntry("p", "a\u0001\"\u20ac\ud83d\ude00\u0002");

        Frame again = ours(theirs(binary), HeaderEncoding.BINARY).encoding(HeaderEncoding.JSON);
        assertThat(theirs(again).getExtFields()).containsEntry("p", "a\u0001\"\u20ac\ud83d\ude00\u0002");
    }

    private static RemotingCommand command(int code, String remark, Map<String, String> fields) {
        RemotingCommand command = RemotingCommand.createRequestCommand(code, null);
        command.setRemark(remark);
        command.setLanguage(LanguageCode.GO);
        command.setVersion(401);
        command.setExtFields(fields == null ? null : new HashMap<>(fields));
        command.setBody("body \u0000".getBytes(StandardCharsets.UTF_8));
        return command;
    }

    private static void checkTheirs(RemotingCommand theirs, HeaderEncoding encoding) throws Exception {
        Frame ours = ours(theirs, encoding);

        assertThat(ours.code()).isEqualTo(theirs.getCode());
        assertThat(ours.encoding()).isEqualTo(encoding);
        assertThat(ours.language()).isEqualTo(Language.GO);
        assertThat(ours.version()).isEqualTo(401);
        assertThat(ours.opaque()).isEqualTo(theirs.getOpaque());
        assertThat(ours.flags()).isEqualTo(theirs.getFlag());
        assertThat(ours.remark()).isEqualTo(theirs.getRemark());
        assertThat(fields(ours)).isEqualTo(theirs.getExtFields() == null ? Map.of() : theirs.getExtFields());
        assertThat(ours.body().toString(StandardCharsets.UTF_8)).isEqualTo("body \u0000");
        ours.release();
    }

    private static void checkOurs(Frame ours, HeaderEncoding encoding) throws Exception {
        ours.encoding(encoding).body(new byte[] {1, 2, 3});

        RemotingCommand theirs = theirs(ours);

        assertThat(theirs.getCode()).isEqualTo(ours.code());
        assertThat(theirs.getLanguage().name()).isEqualTo(Language.name(ours.language()));
        assertThat(theirs.getVersion()).isEqualTo(ours.version());
        assertThat(theirs.getOpaque()).isEqualTo(ours.opaque());
        assertThat(theirs.getFlag()).isEqualTo(ours.flags());
        assertThat(theirs.isOnewayRPC()).isEqualTo(ours.isOneway());
        assertThat(theirs.getRemark()).isEqualTo(ours.remark());
        assertThat(theirs.getExtFields() == null ? Map.of() : theirs.getExtFields()).isEqualTo(fields(ours));
        assertThat(theirs.getBody()).containsExactly(1, 2, 3);
        ours.release();
    }

    private static Frame ours(RemotingCommand theirs, HeaderEncoding encoding) throws Exception {
        theirs.setSerializeTypeCurrentRPC(encoding == HeaderEncoding.JSON ? SerializeType.JSON : SerializeType.ROCKETMQ);
        ByteBuf bytes = Unpooled.wrappedBuffer(theirs.encode());
        assertThat(bytes.readInt()).isEqualTo(bytes.readableBytes());
        Frame frame = FrameCodec.decode(bytes);
        bytes.release();
        return frame;
    }

    private static RemotingCommand theirs(Frame ours) throws Exception {
        ByteBuf bytes = FrameCodec.encode(ours, UnpooledByteBufAllocator.DEFAULT);
        assertThat(bytes.readInt()).isEqualTo(bytes.readableBytes());
        RemotingCommand theirs = RemotingCommand.decode(ByteBuffer.wrap(ByteBufUtil.getBytes(bytes)));
        bytes.release();
        return theirs;
    }

    private static Map<String, String> fields(Frame frame) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < frame.fields().size(); i++) {
            map.put(frame.fields().key(i), frame.fields().value(i));
        }
        return map;
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x30));
                case 1 -> text.append((char) (0x30 + random.nextInt(0x50)));
                case 2 -> text.append((char) (0x80 + random.nextInt(0xD000)));
                default -> text.appendCodePoint(0x10000 + random.nextInt(0x10000));
            }
        }
        return text.toString();
    }
}
