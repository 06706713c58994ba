package io.ternmq.jms.message;

import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.TypedValues;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A sequence of values. Write-only until reset, then read-only. */
public final class TernStreamMessage extends TernMessage implements StreamMessage {
    private List<Object> values = new ArrayList<>();
    private boolean isReadable;
    private int index;
    // How much of the byte array at index was read by readBytes; -1 when none of it.
    private int bytesRead = -1;

    @Override
    BodyType bodyType() {
        return BodyType.STREAM;
    }

    @Override
    byte[] encodeBody() {
        return TypedValues.encodeStream(values);
    }

    @Override
    void receiveBody(byte[] body) {
        values = body == null ? new ArrayList<>() : TypedValues.decodeStream(body);
        reset();
    }

    @Override
    void copyBody(Message from) throws JMSException {
        StreamMessage stream = (StreamMessage) from;
        stream.reset();
        try {
            while (true) {
                writeObject(stream.readObject());
            }
        } catch (MessageEOFException e) {
            // the only way in which the interface tells the end
            stream.reset();
            reset();
        }
    }

    @Override
    public <T> T getBody(Class<T> wanted) throws JMSException {
        throw MessageErrors.format("The body of a StreamMessage has to be read by its own methods", null);
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has the raw type
    public boolean isBodyAssignableTo(Class wanted) {
        return false;
    }

    @Override
    public void clearBody() {
        values.clear();
        isReadable = false;
        index = 0;
        bytesRead = -1;
    }

    @Override
    public void reset() {
        isReadable = true;
        index = 0;
        bytesRead = -1;
    }

    @FunctionalInterface
    private interface Conversion<T> {
        T apply(Object value) throws MessageFormatException;
    }

    /** Reads one value; stays where it is when the conversion fails. */
    private <T> T read(Conversion<T> conversion) throws JMSException {
        if (bytesRead >= 0) {
            throw MessageErrors.format("The byte array at " + index + " has not been read to its end", null);
        }
        T value = conversion.apply(current());
        index++;
        return value;
    }

    private Object current() throws JMSException {
        if (!isReadable) {
            throw MessageErrors.notReadable();
        }
        if (index >= values.size()) {
            throw new MessageEOFException("The stream has " + values.size() + " values, all of which were read");
        }
        return values.get(index);
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return read(Conversions::toBoolean);
    }

    @Override
    public byte readByte() throws JMSException {
        return read(Conversions::toByte);
    }

    @Override
    public short readShort() throws JMSException {
        return read(Conversions::toShort);
    }

    @Override
    public char readChar() throws JMSException {
        return read(Conversions::toChar);
    }

    @Override
    public int readInt() throws JMSException {
        return read(Conversions::toInt);
    }

    @Override
    public long readLong() throws JMSException {
        return read(Conversions::toLong);
    }

    @Override
    public float readFloat() throws JMSException {
        return read(Conversions::toFloat);
    }

    @Override
    public double readDouble() throws JMSException {
        return read(Conversions::toDouble);
    }

    @Override
    public String readString() throws JMSException {
        return read(Conversions::toText);
    }

    @Override
    public Object readObject() throws JMSException {
        return read(value -> value instanceof byte[] bytes ? bytes.clone() : value);
    }

    @Override
    public int readBytes(byte[] buffer) throws JMSException {
        byte[] bytes = Conversions.toBytes(current());
        if (bytes == null) {
            index++;
            return -1;
        }
        int from = Math.max(0, bytesRead);
        if (from == bytes.length && bytesRead >= 0) {
            index++;
            bytesRead = -1;
            return -1;
        }
        int length = Math.min(buffer.length, bytes.length - from);
        System.arraycopy(bytes, from, buffer, 0, length);
        bytesRead = from + length;
        if (length < buffer.length) {
            // A buffer that is not full says that this was the end.
            index++;
            bytesRead = -1;
        }
        return length;
    }

    private void write(Object value) throws JMSException {
        if (isReadable) {
            throw MessageErrors.notWriteable("body");
        }
        values.add(value);
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(value);
    }

    @Override
    public void writeString(String value) throws JMSException {
        write(value);
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        write(value == null ? null : value.clone());
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        write(Arrays.copyOfRange(value, offset, offset + length));
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        Conversions.requireValue(value, true);
        write(value instanceof byte[] bytes ? bytes.clone() : value);
    }
}
