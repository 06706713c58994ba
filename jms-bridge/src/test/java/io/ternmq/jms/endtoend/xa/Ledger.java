package io.ternmq.jms.endtoend.xa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A second resource, whose state is in files and survives the process: an entry is prepared as {@code prepared/<xid>}, whose content is
 * the entry, and committed as {@code committed/<entry>}.
 */
class Ledger implements XAResource {
    private static final HexFormat HEX = HexFormat.of();

    private final Path prepared;
    private final Path committed;
    private String entry;
    private int timeoutSeconds;

    Ledger(Path folder) {
        this.prepared = folder.resolve("prepared");
        this.committed = folder.resolve("committed");
        try {
            Files.createDirectories(prepared);
            Files.createDirectories(committed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes an entry in the present transaction. */
    void write(String newEntry) {
        entry = newEntry;
    }

    /** The committed entries. */
    List<String> entries() {
        return names(committed);
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(Xid xid) {
        return prepared.resolve(Integer.toHexString(xid.getFormatId()) + "_" + HEX.formatHex(xid.getGlobalTransactionId()) + "_"
            + HEX.formatHex(xid.getBranchQualifier()));
    }

    @Override
    public void start(Xid xid, int flags) {
        // one branch at a time
    }

    @Override
    public void end(Xid xid, int flags) {
        // nothing is held that would have to be let go
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        try (FileChannel file = FileChannel.open(file(xid), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(entry.getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        } catch (IOException e) {
            throw failure(XAException.XA_RBROLLBACK, e);
        }
        return XA_OK;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            prepare(xid);
        }
        try {
            Files.move(file(xid), committed.resolve(Files.readString(file(xid))), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure(XAException.XAER_RMFAIL, e);
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        try {
            Files.deleteIfExists(file(xid));
        } catch (IOException e) {
            throw failure(XAException.XAER_RMFAIL, e);
        }
    }

    private static XAException failure(int code, Exception cause) {
        XAException failure = new XAException(cause.toString());
        failure.errorCode = code;
        failure.initCause(cause);
        return failure;
    }

    @Override
    public void forget(Xid xid) {
        // it decides nothing by itself
    }

    @Override
    public Xid[] recover(int flag) {
        return (flag & TMSTARTRSCAN) == 0 ? new Xid[0] : names(prepared).stream().map(FileXid::of).toArray(Xid[]::new);
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return this == other;
    }

    @Override
    public int getTransactionTimeout() {
        return timeoutSeconds;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        timeoutSeconds = seconds;
        return true;
    }

    private record FileXid(int formatId, byte[] global, byte[] qualifier) implements Xid {
        static FileXid of(String name) {
            String[] parts = name.split("_", -1);
            return new FileXid(Integer.parseUnsignedInt(parts[0], 16), HEX.parseHex(parts[1]), HEX.parseHex(parts[2]));
        }

        @Override
        public int getFormatId() {
            return formatId;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return global;
        }

        @Override
        public byte[] getBranchQualifier() {
            return qualifier;
        }
    }
}
