package io.ternmq.wire.message;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Message identifiers that name a place: {@code offsetMsgId} (PROTOCOL §4). */
public final class MessageIds {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Where an {@code offsetMsgId} points. */
    public record OffsetId(InetSocketAddress storeHost, long position) {
    }

    private MessageIds() {
    }

    /** 32 or 56 upper-case hex digits: store host field and log position. */
    public static String offsetId(byte[] storeHost, long position) {
        byte[] id = new byte[storeHost.length + 8];
        ByteBuffer.wrap(id).put(storeHost).putLong(position);
        return HEX.formatHex(id);
    }

    /**
     * Parses an {@code offsetMsgId}.
     *
     * @throws IllegalArgumentException naming the text when it is not one
     */
    public static OffsetId parseOffsetId(String text) {
        if (text.length() != 32 && text.length() != 56) {
            throw new IllegalArgumentException("message id " + text + ": " + text.length() + " digits, expected 32 or 56");
        }
        try {
            ByteBuffer id = ByteBuffer.wrap(HEX.parseHex(text));
            byte[] address = new byte[id.capacity() - 12];
            id.get(address);
            return new OffsetId(new InetSocketAddress(InetAddress.getByAddress(address), id.getInt()), id.getLong());
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException("message id " + text + " is not an offset message id", e);
        }
    }
}
