package io.ternmq.broker.delivery.session;

import io.netty.buffer.ByteBufUtil;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.Browse;
import io.ternmq.wire.jms.CreateTemporary;
import io.ternmq.wire.jms.DeleteTemporary;
import io.ternmq.wire.jms.JmsCodes;

/** Decodes the requests that are about destinations themselves. Event loops. */
final class DestinationRequests {

    private final TemporaryDestinations temporaries;
    private final Browsing browsing;

    DestinationRequests(TemporaryDestinations temporaries, Browsing browsing) {
        this.temporaries = temporaries;
        this.browsing = browsing;
    }

    /** What the request wants; null when it is no request of this kind. */
    JmsTask.Operation operation(Frame request) {
        HeaderFields fields = request.fields();
        return switch (request.code()) {
            case JmsCodes.CREATE_TEMPORARY -> {
                CreateTemporary create = CreateTemporary.from(fields);
                yield (context, task) -> temporaries.create(context, task, create);
            }
            case JmsCodes.DELETE_TEMPORARY -> {
                DeleteTemporary delete = DeleteTemporary.from(fields);
                yield (context, task) -> temporaries.delete(context, task, delete);
            }
            case JmsCodes.BROWSE -> {
                Browse browse = Browse.from(fields);
                byte[] cursor = ByteBufUtil.getBytes(request.body());
                yield (context, task) -> browsing.browse(context, task, browse, cursor);
            }
            default -> null;
        };
    }
}
