package io.ternmq.wire.command;

import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/** A request's header as a value. */
public interface Command {
    /** The request code, see {@link RequestCode}. */
    int code();

    /** Puts the header's fields; those that are absent are left out. */
    void writeTo(HeaderFields fields);

    /** A request with these fields and no body. */
    default Frame toFrame() {
        Frame frame = Frame.request(code());
        writeTo(frame.fields());
        return frame;
    }

    /** The same as a one-way request. */
    default Frame toOneway() {
        Frame frame = Frame.oneway(code());
        writeTo(frame.fields());
        return frame;
    }
}
