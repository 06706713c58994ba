package io.ternmq.wire.jms.xa;

import io.netty.buffer.ByteBuf;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.BadBlockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The name of a transaction branch (an XID), made by a transaction manager.
 *
 * <pre>
 * text in headers   8 hexadecimal digits of the format id : global id in hexadecimal : qualifier in hexadecimal
 * entry of a list   i32 format id | u8 length | global id | u8 length | qualifier
 * </pre>
 *
 * <p>Ordered by the format id, the global id and the qualifier, all of them unsigned. Immutable.
 */
public final class BranchId implements Comparable<BranchId> {
    /** Most bytes that each of the two parts has. */
    public static final int MAX_PART_BYTES = 64;
    /** Branches in the body of one answer. */
    public static final int MAX_COUNT = 5_000;

    static final String FIELD = "xid";

    private static final HexFormat HEX = HexFormat.of();

    private final int formatId;
    /** The global id, and the qualifier behind it. */
    private final byte[] parts;
    private final int globalLength;
    private final int hash;

    private BranchId(int formatId, byte[] parts, int globalLength) {
        if (formatId == -1) {
            throw new BadBlockException("format id of a branch: -1 (expected: any other)");
        }
        requireLength("global transaction id", globalLength, 1);
        requireLength("branch qualifier", parts.length - globalLength, 0);
        this.formatId = formatId;
        this.parts = parts;
        this.globalLength = globalLength;
        this.hash = 31 * Arrays.hashCode(parts) + formatId;
    }

    private static void requireLength(String what, int length, int min) {
        if (length < min || length > MAX_PART_BYTES) {
            throw new BadBlockException(what + " of " + length + " bytes (expected: " + min + " to " + MAX_PART_BYTES + ")");
        }
    }

    /**
     * From the parts of an XID.
     *
     * @param formatId            whose format it is; -1 means "no branch" in XA and is refused
     * @param globalTransactionId 1 to 64 bytes
     * @param branchQualifier     0 to 64 bytes
     */
    public static BranchId of(int formatId, byte[] globalTransactionId, byte[] branchQualifier) {
        byte[] parts = Arrays.copyOf(globalTransactionId, globalTransactionId.length + branchQualifier.length);
        System.arraycopy(branchQualifier, 0, parts, globalTransactionId.length, branchQualifier.length);
        return new BranchId(formatId, parts, globalTransactionId.length);
    }

    /** Reads the text form. */
    public static BranchId parse(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        if (first < 0 || second < 0 || text.indexOf(':', second + 1) >= 0) {
            throw new BadBlockException("branch id '" + text + "' (expected: format id, global id, qualifier with ':' between)");
        }
        try {
            byte[] parts = new byte[length(text, first + 1, second) + length(text, second + 1, text.length())];
            int globalLength = parseHex(text, first + 1, second, parts, 0);
            parseHex(text, second + 1, text.length(), parts, globalLength);
            return new BranchId(HexFormat.fromHexDigits(text, 0, first), parts, globalLength);
        } catch (BadBlockException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadBlockException("branch id '" + text + "' (expected: hexadecimal digits): " + e.getMessage());
        }
    }

    private static int length(String text, int from, int to) {
        if ((to - from) % 2 != 0) {
            throw new IllegalArgumentException((to - from) + " digits, which are no whole bytes");
        }
        return (to - from) / 2;
    }

    private static int parseHex(String text, int from, int to, byte[] target, int at) {
        int end = at;
        for (int i = from; i < to; i += 2) {
            target[end++] = (byte) (HexFormat.fromHexDigit(text.charAt(i)) << 4 | HexFormat.fromHexDigit(text.charAt(i + 1)));
        }
        return end;
    }

    static BranchId from(HeaderFields f) {
        return parse(f.require(FIELD));
    }

    void writeTo(HeaderFields f) {
        f.put(FIELD, toString());
    }

    /** Whose format it is. */
    public int formatId() {
        return formatId;
    }

    /** The global id as the transaction manager gave it; a copy. */
    public byte[] globalTransactionIdBytes() {
        return Arrays.copyOf(parts, globalLength);
    }

    /** The qualifier as the transaction manager gave it; a copy. */
    public byte[] branchQualifierBytes() {
        return Arrays.copyOfRange(parts, globalLength, parts.length);
    }

    /** What all branches of its global transaction have in common: the id with an empty qualifier. */
    public BranchId transaction() {
        return parts.length == globalLength ? this : new BranchId(formatId, globalTransactionIdBytes(), globalLength);
    }

    /** Appends a list to {@code out}, which stays the caller's. */
    public static void encode(List<BranchId> branches, ByteBuf out) {
        for (BranchId branch : branches) {
            out.writeInt(branch.formatId);
            writePart(branch.globalTransactionIdBytes(), out);
            writePart(branch.branchQualifierBytes(), out);
        }
    }

    private static void writePart(byte[] part, ByteBuf out) {
        out.writeByte(part.length).writeBytes(part);
    }

    /**
     * Reads all of {@code body}, which stays the caller's; its reader index is not moved.
     *
     * @throws BadBlockException when it is not as documented
     */
    public static List<BranchId> decode(ByteBuf body) {
        ByteBuf in = body.duplicate();
        List<BranchId> branches = new ArrayList<>();
        try {
            while (in.isReadable()) {
                branches.add(of(in.readInt(), readPart(in), readPart(in)));
            }
        } catch (IndexOutOfBoundsException e) {
            throw new BadBlockException("list of branches ends in the middle of entry " + (branches.size() + 1));
        }
        return branches;
    }

    private static byte[] readPart(ByteBuf in) {
        byte[] part = new byte[in.readUnsignedByte()];
        in.readBytes(part);
        return part;
    }

    @Override
    public int compareTo(BranchId other) {
        int byFormat = Integer.compareUnsigned(formatId, other.formatId);
        if (byFormat != 0) {
            return byFormat;
        }
        int byGlobalId = Arrays.compareUnsigned(parts, 0, globalLength, other.parts, 0, other.globalLength);
        return byGlobalId != 0 ? byGlobalId
            : Arrays.compareUnsigned(parts, globalLength, parts.length, other.parts, other.globalLength, other.parts.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchId that && hash == that.hash && formatId == that.formatId && globalLength == that.globalLength
            && Arrays.equals(parts, that.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(formatId) + ":" + HEX.formatHex(parts, 0, globalLength) + ":"
            + HEX.formatHex(parts, globalLength, parts.length);
    }
}
