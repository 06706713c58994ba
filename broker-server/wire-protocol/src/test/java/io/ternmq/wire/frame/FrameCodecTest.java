package io.ternmq.wire.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    @Test
    void writesTheHeaderThatARealBrokerWrites() {
        Frame response = Frame.request(30).opaque(5).response(0, null);
        response.fields().put("offset", 35_196);

        ByteBuf bytes = FrameCodec.encode(response, UnpooledByteBufAllocator.DEFAULT);

        // PROTOCOL §1.1, a live answer of 5.5.0
        assertThat(bytes.toString(FrameCodec.PREFIX_LENGTH, bytes.readableBytes() - FrameCodec.PREFIX_LENGTH,
            StandardCharsets.UTF_8))
            .isEqualTo("{\"code\":0,\"extFields\":{\"offset\":\"35196\"},\"flag\":1,\"language\":\"JAVA\",\"opaque\":5,"
                + "\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513}");
        bytes.release();
    }

    @Test
    void unknownMembersAreSkippedAtAnyDepth() throws Exception {
        Frame frame = json("{\"x\":{\"y\":[1,{\"z\":\"}]\\\"\"},null]},\"code\":310,\"n\":null,\"extFields\":{\"a\":\"1\"},"
            + "\"b\":[],\"q\":-1e5}");

        assertThat(frame.code()).isEqualTo(310);
        assertThat(frame.fields().toString()).isEqualTo("{a=1}");
    }

    @Test
    void fastjsonsFreedomsAreTaken() throws Exception {
        Frame frame = json(" { 'code' : \"310\" , opaque: -7,,\n\"remark\":null, \"language\":\"KLINGON\",'extFields':"
            + "{ a : 1, 'b':'it\\'s', \"c\":true, \"d\":null, \"e\":{\"x\": [1]}, \"f\":\"\\v\\0\\/\", } ,"
            + "\"version\":513, } trailing");

        assertThat(frame.code()).isEqualTo(310);
        assertThat(frame.opaque()).isEqualTo(-7);
        assertThat(frame.remark()).isNull();
        assertThat(frame.language()).isEqualTo(Language.OTHER);
        assertThat(frame.fields().requireInt("a")).isEqualTo(1);
        assertThat(frame.fields().get("b")).isEqualTo("it's");
        assertThat(frame.fields().getBoolean("c", false)).isTrue();
        assertThat(frame.fields().has("d")).isFalse();
        assertThat(frame.fields().get("e")).isEqualTo("{\"x\": [1]}");
        assertThat(frame.fields().get("f")).isEqualTo("\u000b\u0000/");
    }

    @Test
    void aDeeplyNestedMemberDoesNotOverflowTheStack() throws Exception {
        String deep = "[".repeat(500_000) + "]".repeat(500_000);

        assertThat(json("{\"x\":" + deep + ",\"code\":1}").code()).isEqualTo(1);
    }

    @Test
    void halfASurrogatePairBecomesAQuestionMark() throws Exception {
        assertThat(json("{\"remark\":\"a\\ud83d b\\ude00 \\ud83dx\"}").remark()).isEqualTo("a? b? ?x");
        assertThat(json("{\"remark\":\"\\ud83d\\u0041\"}").remark()).isEqualTo("?A");

        Frame frame = Frame.request(1).remark("a\ud83d");
        ByteBuf bytes = FrameCodec.encode(frame, UnpooledByteBufAllocator.DEFAULT);
        assertThat(FrameCodec.decode(bytes.skipBytes(4)).remark()).isEqualTo("a?");
        bytes.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "7", "{", "{\"", "{\"code", "{\"code\"", "{\"code\":", "{\"code\":1", "{\"code\":1,",
        "{\"code\":x}", "{\"code\":1.5}", "{\"code\":99999999999}", "{\"code\":99999999999999999999}", "{\"code\":{}}",
        "{\"code\":}",
        "{\"extFields\":[1]}", "{\"extFields\":\"x\"}", "{\"extFields\":{\"a\":\"\\x41\"}}", "{\"remark\":\"\\u12\"}",
        "{\"remark\":\"\\uzzzz\"}", "{\"remark\":\"\\", "{\"remark\":\"a\nb\\", "{\"a\":[{\"b\":1}", "{\"a\":\"b", "{\"a\" 1}",
        "{:1}", "{\"a\":]}",
        "{\"x\":{\"y\":\"\\"})
    void aBrokenHeaderIsRefusedWithAReason(String header) {
        assertThatThrownBy(() -> json(header)).isInstanceOf(BadFrameException.class).message().startsWith("JSON header ");
    }

    @Test
    void binaryLengthsAreCheckedAgainstWhatIsThere() throws Exception {
        Frame frame = Frame.request(1).encoding(HeaderEncoding.BINARY).remark("remark");
        frame.fields().put("key", "value");
        ByteBuf bytes = FrameCodec.encode(frame, UnpooledByteBufAllocator.DEFAULT);
        byte[] good = new byte[bytes.readableBytes() - 4];
        bytes.getBytes(4, good);
        bytes.release();
        // Where the four length fields are: remark, all fields, key (16 bits), value
        for (int at : new int[] {4 + 13, 4 + 17 + 6, 4 + 17 + 6 + 4, 4 + 17 + 6 + 4 + 2 + 3}) {
            for (byte bad : new byte[] {(byte) 0x80, (byte) 0xFF, 0x7F, 0x10}) {
                byte[] broken = good.clone();
                broken[at] = bad;
                assertThatThrownBy(() -> FrameCodec.decode(Unpooled.wrappedBuffer(broken))).as("%d at %d", bad, at)
                    .isInstanceOf(BadFrameException.class).message().contains("length of");
            }
        }
        for (int length = 0; length < good.length; length++) {
            ByteBuf shortened = Unpooled.copiedBuffer(good, 0, length);
            assertThatThrownBy(() -> FrameCodec.decode(shortened)).isInstanceOf(BadFrameException.class);
        }
        assertThat(FrameCodec.decode(Unpooled.wrappedBuffer(good)).remark()).isEqualTo("remark");
    }

    @Test
    void randomHeadersAreReadOrRefusedButNeverAnythingElse() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String template = "{\"code\":310,\"extFields\":{\"a\":\"x\\u0001\\n\",\"b\":1},\"flag\":0,\"language\":\"JAVA\"}";
        for (int i = 0; i < 50_000; i++) {
            byte[] header = template.getBytes(StandardCharsets.UTF_8);
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                int mutation = random.nextBoolean() ? random.nextInt(256) : "{}[]\",:\\u'".charAt(random.nextInt(10));
                header[random.nextInt(header.length)] = (byte) mutation;
            }
            int type = random.nextInt(3) == 0 ? 1 : 0;
            ByteBuf bytes = Unpooled.buffer().writeInt(type << 24 | header.length).writeBytes(header);
            try {
                FrameCodec.decode(bytes).toString();
            } catch (BadFrameException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", header " + new String(header, StandardCharsets.UTF_8), e);
            }
        }
    }

    @Test
    void aHeaderFullOfFieldsIsRefusedBeforeItCostsMuch() throws Exception {
        var fields = new StringBuilder("{\"extFields\":{");
        for (int i = 0; i < 512; i++) {
            fields.append("\"k").append(i).append("\":1,");
        }
        assertThat(json(fields + "}}").fields().size()).isEqualTo(512);

        fields.append("\"one more\":1,");
        String rest = fields.substring(fields.indexOf("\"k0")).repeat(1_000);
        assertThatThrownBy(() -> json(fields + rest + "}}")).isInstanceOf(BadFrameException.class)
            .hasMessage("header with more than 512 fields (expected: fewer)");
    }

    private static Frame json(String header) throws BadFrameException {
        byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
        return FrameCodec.decode(Unpooled.buffer().writeInt(bytes.length).writeBytes(bytes));
    }
}
