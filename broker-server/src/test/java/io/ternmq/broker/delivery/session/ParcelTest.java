package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Deliver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParcelTest {

    private final List<Long> readFrom = new ArrayList<>();
    private final Parcel parcel = new Parcel((position, length) -> {
        readFrom.add(position);
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < length; i++) {
            bytes.put((byte) (position + i));
        }
        return bytes.flip().asReadOnlyBuffer();
    });

    private static Lease lease(long position, int sizeBytes, int earlierDeliveries) {
        return new Lease(0, 0, position, sizeBytes, earlierDeliveries);
    }

    @Test
    void readsNeighboursInTheLogAtOnceWhoseverTheyAreAndCopiesNothing() {
        parcel.add(1, 5, List.of(lease(10, 2, 0), lease(12, 3, 0)));
        parcel.add(2, 1, List.of(lease(15, 1, 4)));
        parcel.add(3, 9, List.of(lease(30, 2, 0)));

        Frame frame = parcel.toFrame();

        Deliver deliver = Deliver.from(frame.fields());
        ByteBuf body = frame.body();
        assertThat(body.isDirect()).as("what a socket takes as it is").isTrue();
        assertThat(deliver.readRuns(body)).containsExactly(new Deliver.Run(1, 5, 2), new Deliver.Run(2, 1, 1), new Deliver.Run(3, 9, 1));
        assertThat(deliver.parseDeliveryCounts(4)).containsExactly(1, 1, 5, 1);
        byte[] stored = new byte[body.readableBytes()];
        body.readBytes(stored);
        assertThat(stored).containsExactly(10, 11, 12, 13, 14, 15, 30, 31);
        assertThat(readFrom).containsExactly(10L, 30L);
        frame.release();
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void takesOneMessageHoweverLongAndElseNoMoreThanFit() {
        int half = 600_000;

        assertThat(parcel.add(1, 1, List.of(lease(0, 2 * half, 0), lease(0, 1, 0)))).isEqualTo(1);
        assertThat(parcel.add(2, 1, List.of(lease(0, 1, 0)))).isZero();

        Parcel next = new Parcel((position, length) -> null);
        assertThat(next.add(1, 1, List.of(lease(0, half, 0), lease(half, half, 0)))).isEqualTo(1);
    }
}
