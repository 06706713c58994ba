package io.ternmq.broker.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.schedule.Schedule;
import io.ternmq.broker.schedule.Scheduled;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.CancelScheduled;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.ListScheduled;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Messages that wait for their delivery time, for applications and operators: listing them (12030) and taking one back (12031). The
 * engine knows which they are; what they are is read by the reader threads.
 */
public final class ScheduleHandlers {
    private final Engine engine;
    private final Schedule schedule;
    private final MessageReads reads;

    public ScheduleHandlers(Engine engine, Schedule schedule, MessageReads reads) {
        this.engine = engine;
        this.schedule = schedule;
        this.reads = reads;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.add(JmsCodes.LIST_SCHEDULED, this::list).add(JmsCodes.CANCEL_SCHEDULED, this::cancel);
    }

    private void list(Connection connection, Frame request) {
        ListScheduled wanted = read(request, ListScheduled::from);
        CompletableFuture<List<Scheduled>> page =
            engine.call(context -> schedule.page(wanted.topic(), wanted.after(), wanted.maxCount()));
        then(page, connection, request, entries -> reads.onReader(connection, request, () -> {
            long next = entries.size() < wanted.maxCount() ? 0 : entries.get(entries.size() - 1).origin();
            answer(connection, request, new ListScheduled.Page(describe(entries), next));
        }));
    }

    private List<ListScheduled.Entry> describe(List<Scheduled> entries) {
        List<ListScheduled.Entry> described = new ArrayList<>(entries.size());
        for (Scheduled entry : entries) {
            ByteBuffer stored = reads.read(entry.position(), entry.sizeBytes());
            // What is delivered meanwhile may be copied forward or gone: it does not wait any more.
            if (stored != null) {
                MessageView view = new MessageView().wrap(stored, stored.position());
                String id = uniqueKey(view);
                described.add(new ListScheduled.Entry(id == null ? "" : id, entry.dueMs(), view.bornTimestamp(), view.bodyLength()));
            }
        }
        return described;
    }

    private static String uniqueKey(MessageView view) {
        return MessageProperties.find(view.propertiesText(), MessageProperties.UNIQUE_KEY);
    }

    private static void answer(Connection connection, Frame request, ListScheduled.Page page) {
        Frame response = request.response(ResponseCode.SUCCESS, null);
        ByteBuf body = Unpooled.buffer();
        page.writeTo(response.fields());
        page.writeTo(body);
        connection.send(response.body(body));
        request.release();
    }

    private void cancel(Connection connection, Frame request) {
        CancelScheduled wanted = read(request, CancelScheduled::from);
        CompletableFuture<List<Scheduled>> candidates =
            engine.call(context -> schedule.candidates(wanted.topic(), wanted.messageId()));
        then(candidates, connection, request, entries -> reads.onReader(connection, request, () ->
            cancel(connection, request, entries.stream().filter(entry -> hasId(entry, wanted.messageId())).toList())));
    }

    // The table knows hashes of ids only.
    private boolean hasId(Scheduled entry, String messageId) {
        ByteBuffer stored = reads.read(entry.position(), entry.sizeBytes());
        return stored != null && messageId.equals(uniqueKey(new MessageView().wrap(stored, stored.position())));
    }

    private void cancel(Connection connection, Frame request, List<Scheduled> found) {
        CompletableFuture<Boolean> cancelled = engine.call(context -> {
            boolean isAny = false;
            for (Scheduled entry : found) {
                isAny |= schedule.cancel(context, entry.origin());
            }
            return isAny;
        }, Durability.DURABLE);
        then(cancelled, connection, request, isCancelled -> {
            Frame response = request.response(ResponseCode.SUCCESS, null);
            new CancelScheduled.Reply(isCancelled).writeTo(response.fields());
            connection.send(response);
            request.release();
        });
    }

    private static <T> T read(Frame request, Function<HeaderFields, T> reader) {
        try {
            return reader.apply(request.fields());
        } catch (BadBlockException e) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, e.getMessage());
        }
    }

    private static <T> void then(CompletableFuture<T> step, Connection connection, Frame request, Consumer<T> next) {
        step.whenCompleteAsync((result, failure) -> {
            if (failure != null) {
                Failures.answer(connection, request, failure);
            } else {
                Failures.guard(connection, request, () -> next.accept(result));
            }
        }, connection.eventLoop());
    }
}
