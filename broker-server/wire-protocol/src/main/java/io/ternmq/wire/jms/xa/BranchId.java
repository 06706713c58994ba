package io.ternmq.wire.jms.xa;

import io.netty.buffer.ByteBuf;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.BadBlockException;
import java.util.ArrayList;
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
 * @param formatId            whose format it is; -1 means "no branch" in XA and is refused
 * @param globalTransactionId 1 to 64 bytes, in lower-case hexadecimal
 * @param branchQualifier     0 to 64 bytes, in lower-case hexadecimal
 */
public record BranchId(int formatId, String globalTransactionId, String branchQualifier) implements Comparable<BranchId> {
    /** Most bytes that each of the two parts has. */
    public static final int MAX_PART_BYTES = 64;
    /** Branches in the body of one answer. */
    public static final int MAX_COUNT = 5_000;

    static final String FIELD = "xid";

    private static final HexFormat HEX = HexFormat.of();

    public BranchId {
        if (formatId == -1) {
            throw new BadBlockException("format id of a branch: -1 (expected: any other)");
        }
        requireLength("global transaction id", globalTransactionId, 1);
        requireLength("branch qualifier", branchQualifier, 0);
    }

    private static void requireLength(String what, String hex, int min) {
        int length = hex.length() / 2;
        if (length < min || length > MAX_PART_BYTES) {
            throw new BadBlockException(what + " of " + length + " bytes (expected: " + min + " to " + MAX_PART_BYTES + ")");
        }
    }

    /** From the parts of an XID. */
    public static BranchId of(int formatId, byte[] globalTransactionId, byte[] branchQualifier) {
        return new BranchId(formatId, HEX.formatHex(globalTransactionId), HEX.formatHex(branchQualifier));
    }

    /** Reads the text form. */
    public static BranchId parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new BadBlockException("branch id '" + text + "' (expected: format id, global id, qualifier with ':' between)");
        }
        try {
            return of(HexFormat.fromHexDigits(parts[0]), HEX.parseHex(parts[1]), HEX.parseHex(parts[2]));
        } catch (BadBlockException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadBlockException("branch id '" + text + "' (expected: hexadecimal digits): " + e.getMessage());
        }
    }

    static BranchId from(HeaderFields f) {
        return parse(f.require(FIELD));
    }

    void writeTo(HeaderFields f) {
        f.put(FIELD, toString());
    }

    /** The global id as the transaction manager gave it. */
    public byte[] globalTransactionIdBytes() {
        return HEX.parseHex(globalTransactionId);
    }

    /** The qualifier as the transaction manager gave it. */
    public byte[] branchQualifierBytes() {
        return HEX.parseHex(branchQualifier);
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
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(formatId) + ":" + globalTransactionId + ":" + branchQualifier;
    }
}
