package io.ternmq.broker.delivery.branch;

import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Messages of a transaction that wait in the log, hidden, since it has sent more than is held in memory; a table behind them tells
 * what they are. {@link HiddenMessages} writes and reads both.
 *
 * @param firstPosition byte in the log at which the first message lies
 * @param tablePosition byte in the log at which the table lies
 * @param tableBytes    length of the table's record
 * @param count         messages
 * @param bytes         what they take in the log
 */
public record SpilledSends(long firstPosition, long tablePosition, int tableBytes, int count, long bytes) {

    /** How many messages there are in all. */
    public static long count(List<SpilledSends> pieces) {
        return pieces.stream().mapToLong(SpilledSends::count).sum();
    }

    /** The lowest log position at which a message lies; {@link Long#MAX_VALUE} for none. */
    public static long firstPosition(Collection<SpilledSends> pieces) {
        long first = Long.MAX_VALUE;
        for (SpilledSends piece : pieces) {
            first = Math.min(first, piece.firstPosition);
        }
        return first;
    }

    /** What they take in the log. */
    public static long bytes(Collection<SpilledSends> pieces) {
        return pieces.stream().mapToLong(SpilledSends::bytes).sum();
    }

    /** Varints: count, { gap from the table before, table from first position, table bytes, count, bytes } ... */
    static void write(List<SpilledSends> pieces, StateWriter out) {
        out.putVarLong(pieces.size());
        long before = 0;
        for (SpilledSends piece : pieces) {
            out.putVarLong(piece.firstPosition - before).putVarLong(piece.tablePosition - piece.firstPosition)
                .putVarLong(piece.tableBytes).putVarLong(piece.count).putVarLong(piece.bytes);
            before = piece.tablePosition;
        }
    }

    static List<SpilledSends> read(StateReader in) {
        List<SpilledSends> pieces = new ArrayList<>();
        long before = 0;
        for (long i = in.getVarLong(); i > 0; i--) {
            long firstPosition = before + in.getVarLong();
            long tablePosition = firstPosition + in.getVarLong();
            pieces.add(new SpilledSends(firstPosition, tablePosition, (int) in.getVarLong(), (int) in.getVarLong(), in.getVarLong()));
            before = tablePosition;
        }
        return pieces;
    }
}
