package io.ternmq.wire.command;

import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/** An answer's header as a value. */
public interface Reply {
    /** Puts the header's fields; those that are absent are left out. */
    void writeTo(HeaderFields fields);

    /** An answer with code 0, these fields and no body. */
    default Frame toResponse(Frame request) {
        return toResponse(request, ResponseCode.SUCCESS, null);
    }

    /** An answer with these fields and no body; the remark may be null. */
    default Frame toResponse(Frame request, int code, String remark) {
        Frame response = request.response(code, remark);
        writeTo(response.fields());
        return response;
    }
}
