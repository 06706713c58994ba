package io.ternmq.jms.message;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;

/** Exceptions of this package. */
final class MessageErrors {
    private MessageErrors() {
    }

    static MessageFormatException format(String message, Exception cause) {
        MessageFormatException exception = new MessageFormatException(message, JmsErrors.MESSAGE_FORMAT);
        if (cause != null) {
            exception.initCause(cause);
            exception.setLinkedException(cause);
        }
        return exception;
    }

    static MessageNotWriteableException notWriteable(String what) {
        return new MessageNotWriteableException("The message's " + what + " cannot be changed; clear"
            + (what.equals("body") ? "Body" : "Properties") + " makes it writable", JmsErrors.ILLEGAL_STATE);
    }

    static MessageNotReadableException notReadable() {
        return new MessageNotReadableException("The message's body is being written; reset makes it readable", JmsErrors.ILLEGAL_STATE);
    }
}
