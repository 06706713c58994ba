package io.ternmq.wire.frame;

/** How a frame's header is written; an answer uses the encoding of its request (PROTOCOL §1). */
public enum HeaderEncoding {
    /** Type byte 0: a JSON object. */
    JSON,
    /** Type byte 1: RocketMQ's binary layout, in which a code has 16 bits. */
    BINARY;

    /** The byte that announces this encoding in a frame. */
    public byte typeByte() {
        return (byte) ordinal();
    }
}
