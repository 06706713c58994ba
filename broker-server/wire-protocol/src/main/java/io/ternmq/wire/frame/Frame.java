package io.ternmq.wire.frame;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One frame: header values, named fields and a body. Not thread safe: it has one owner at a time, and handing it to {@code send}
 * or to a handler hands over the ownership, the body included. The body of a received frame is a slice of what the socket
 * delivered: its owner calls {@link #release()} once, soon, and copies what it wants to keep for long.
 */
public final class Frame {
    /** The protocol version that we present: 5.5.0. */
    public static final int VERSION = 513;
    static final int RESPONSE_FLAG = 1;
    static final int ONEWAY_FLAG = 2;

    private final HeaderFields fields = new HeaderFields();
    private int code;
    private HeaderEncoding encoding = HeaderEncoding.JSON;
    private int language = Language.JAVA;
    private int version = VERSION;
    private int opaque;
    private int flags;
    private String remark;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;

    Frame() {
    }

    /** A request that wants an answer. {@code Connection.request} gives it its opaque. */
    public static Frame request(int code) {
        Frame frame = new Frame();
        frame.code = code;
        return frame;
    }

    /** A request that is never answered. */
    public static Frame oneway(int code) {
        Frame frame = request(code);
        frame.flags = ONEWAY_FLAG;
        return frame;
    }

    /**
     * An answer to this request, in its encoding and with its opaque. Reads this frame only; its release is still due.
     *
     * @param remark why it failed, or null
     */
    public Frame response(int responseCode, String remark) {
        Frame response = request(responseCode);
        response.encoding = encoding;
        response.opaque = opaque;
        response.flags = RESPONSE_FLAG;
        response.remark = remark;
        return response;
    }

    public int code() {
        return code;
    }

    public HeaderEncoding encoding() {
        return encoding;
    }

    /** The sender's language, see {@link Language}. */
    public int language() {
        return language;
    }

    /** The sender's protocol version, an ordinal (PROTOCOL §1.1). */
    public int version() {
        return version;
    }

    /** The number that ties an answer to its request; chosen by the requester, any value. */
    public int opaque() {
        return opaque;
    }

    /** Bit 0: answer; bit 1: one-way. */
    public int flags() {
        return flags;
    }

    public boolean isResponse() {
        return (flags & RESPONSE_FLAG) != 0;
    }

    public boolean isOneway() {
        return (flags & ONEWAY_FLAG) != 0;
    }

    /** Text for people, usually an error; may be null. */
    public String remark() {
        return remark;
    }

    /** The named fields; never null. */
    public HeaderFields fields() {
        return fields;
    }

    /**
     * The body; never null, without readable bytes when there is none. Still owned by this frame: retain it to keep it
     * longer.
     */
    public ByteBuf body() {
        return body;
    }

    /** Sets the body and takes its ownership. A body that was there before is released. */
    public Frame body(ByteBuf newBody) {
        requireNonNull(newBody, "body");
        ByteBuf old = body;
        body = newBody;
        old.release();
        return this;
    }

    /** Sets the body to an array, which is not copied and must not change any more. */
    public Frame body(byte[] newBody) {
        return body(Unpooled.wrappedBuffer(newBody));
    }

    public Frame opaque(int newOpaque) {
        opaque = newOpaque;
        return this;
    }

    public Frame encoding(HeaderEncoding newEncoding) {
        encoding = requireNonNull(newEncoding, "encoding");
        return this;
    }

    /** Sets the language presented to the receiver; for frames passed on for somebody else. */
    public Frame language(int newLanguage) {
        language = newLanguage;
        return this;
    }

    /** Sets the version presented to the receiver; for frames passed on for somebody else. */
    public Frame version(int newVersion) {
        version = newVersion;
        return this;
    }

    public Frame remark(String newRemark) {
        remark = newRemark;
        return this;
    }

    /** Releases the body. To be called once by the owner of a received frame, or of one that is not sent after all. */
    public void release() {
        ByteBuf old = body;
        body = Unpooled.EMPTY_BUFFER;
        old.release();
    }

    Frame code(int newCode) {
        code = newCode;
        return this;
    }

    Frame flags(int newFlags) {
        flags = newFlags;
        return this;
    }

    @Override
    public String toString() {
        return (isResponse() ? "response " : isOneway() ? "oneway " : "request ") + code + " opaque " + opaque
            + (remark == null ? "" : " remark " + remark) + " fields " + fields + " body " + body.readableBytes() + " bytes";
    }
}
