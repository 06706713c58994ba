package io.ternmq.wire.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Writes a frame's header as JSON, with the names, the order and the omissions of RocketMQ's own (PROTOCOL §1.1). */
final class JsonHeaderWriter {
    private static final byte[] CODE = ascii("{\"code\":");
    private static final byte[] EXT_FIELDS = ascii(",\"extFields\":{\"");
    private static final byte[] NEXT_FIELD = ascii(",\"");
    private static final byte[] FIELD_VALUE = ascii("\":\"");
    private static final byte[] FLAG = ascii(",\"flag\":");
    private static final byte[] LANGUAGE = ascii(",\"language\":\"");
    private static final byte[] OPAQUE = ascii("\",\"opaque\":");
    private static final byte[] REMARK = ascii(",\"remark\":\"");
    private static final byte[] QUOTE = ascii("\"");
    private static final byte[] TYPE_AND_VERSION = ascii(",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":");

    private JsonHeaderWriter() {
    }

    static void write(Frame frame, HeaderBuffer out) {
        out.ascii(CODE);
        out.decimal(frame.code());
        writeFields(frame.fields(), out);
        out.ascii(FLAG);
        out.decimal(frame.flags());
        out.ascii(LANGUAGE);
        out.ascii(Language.nameBytes(frame.language()));
        out.ascii(OPAQUE);
        out.decimal(frame.opaque());
        if (frame.remark() != null) {
            out.ascii(REMARK);
            out.jsonString(frame.remark());
            out.ascii(QUOTE);
        }
        out.ascii(TYPE_AND_VERSION);
        out.decimal(frame.version());
        out.i8('}');
    }

    private static void writeFields(HeaderFields fields, HeaderBuffer out) {
        int size = fields.size();
        for (int i = 0; i < size; i++) {
            out.ascii(i == 0 ? EXT_FIELDS : NEXT_FIELD);
            out.jsonString(fields.key(i));
            out.ascii(FIELD_VALUE);
            if (fields.isBytes(i)) {
                out.jsonString(fields.bytes(), fields.start(i), fields.length(i));
            } else {
                out.jsonString(fields.value(i));
            }
            out.ascii(QUOTE);
        }
        if (size > 0) {
            out.i8('}');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
