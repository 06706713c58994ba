package io.ternmq.wire.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Writes a frame's header as JSON, with the names, the order and the omissions of RocketMQ's own (PROTOCOL §1.1). */
final class JsonHeaderWriter {
    private static final byte[] CODE = ascii("{\"code\":");
    private static final byte[] EXT_FIELDS = ascii(",\"extFields\":{");
    private static final byte[] FLAG = ascii(",\"flag\":");
    private static final byte[] LANGUAGE = ascii(",\"language\":\"");
    private static final byte[] OPAQUE = ascii("\",\"opaque\":");
    private static final byte[] REMARK = ascii(",\"remark\":\"");
    private static final byte[] TYPE_AND_VERSION = ascii(",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":");
    // Nearly all that we write is an answer, from us.
    private static final byte[] ANSWER_FROM_US = ascii(",\"flag\":1,\"language\":\"JAVA\",\"opaque\":");
    private static final byte[] END_FROM_US = ascii(",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":" + Frame.VERSION + "}");

    private JsonHeaderWriter() {
    }

    static void write(Frame frame, HeaderBuffer out) {
        out.ascii(CODE);
        out.decimal(frame.code());
        writeFields(frame.fields(), out);
        if (frame.flags() == Frame.RESPONSE_FLAG && frame.language() == Language.JAVA) {
            out.ascii(ANSWER_FROM_US);
        } else {
            out.ascii(FLAG);
            out.decimal(frame.flags());
            out.ascii(LANGUAGE);
            out.ascii(Language.nameBytes(frame.language()));
            out.ascii(OPAQUE);
        }
        out.decimal(frame.opaque());
        if (frame.remark() != null) {
            out.ascii(REMARK);
            out.jsonString(frame.remark());
            out.i8('"');
        }
        if (frame.version() == Frame.VERSION) {
            out.ascii(END_FROM_US);
        } else {
            out.ascii(TYPE_AND_VERSION);
            out.decimal(frame.version());
            out.i8('}');
        }
    }

    private static void writeFields(HeaderFields fields, HeaderBuffer out) {
        int size = fields.size();
        if (size == 0) {
            return;
        }
        out.ascii(EXT_FIELDS);
        for (int i = 0; i < size; i++) {
            out.jsonMember(fields.key(i), i == 0);
            if (fields.isBytes(i)) {
                out.jsonString(fields.bytes(), fields.start(i), fields.length(i));
            } else {
                out.jsonString(fields.value(i));
            }
            out.i8('"');
        }
        out.i8('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
