package io.ternmq.jms.message;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.wire.jms.BodyType;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** Uninterpreted bytes. Write-only until reset, then read-only. */
public final class TernBytesMessage extends TernMessage implements BytesMessage {
    private ByteArrayOutputStream written = new ByteArrayOutputStream();
    private DataOutputStream out = new DataOutputStream(written);
    private byte[] readable;
    private DataInputStream in;

    @Override
    BodyType bodyType() {
        return BodyType.BYTES;
    }

    @Override
    byte[] encodeBody() {
        return in == null ? written.toByteArray() : readable;
    }

    @Override
    void receiveBody(byte[] body) {
        readable = body == null ? new byte[0] : body;
        in = new DataInputStream(new ByteArrayInputStream(readable));
    }

    @Override
    void copyBody(Message from) throws JMSException {
        BytesMessage bytes = (BytesMessage) from;
        bytes.reset();
        byte[] copy = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(copy);
        // It is its sender's, who may read it afterwards.
        bytes.reset();
        writeBytes(copy);
        reset();
    }

    @Override
    public <T> T getBody(Class<T> wanted) throws JMSException {
        if (in != null) {
            // The specification wants the message to be as after reset.
            reset();
        }
        return super.getBody(wanted);
    }

    @Override
    Object body() {
        byte[] bytes = encodeBody();
        return bytes.length == 0 ? null : bytes.clone();
    }

    @Override
    public void clearBody() {
        written = new ByteArrayOutputStream();
        out = new DataOutputStream(written);
        readable = null;
        in = null;
    }

    @Override
    public void reset() {
        receiveBody(encodeBody());
    }

    @Override
    public long getBodyLength() throws JMSException {
        requireReadable();
        return readable.length;
    }

    private void requireReadable() throws JMSException {
        if (in == null) {
            throw MessageErrors.notReadable();
        }
    }

    @FunctionalInterface
    private interface Read<T> {
        T from(DataInputStream in) throws IOException;
    }

    @FunctionalInterface
    private interface Write {
        void to(DataOutputStream out) throws IOException;
    }

    private <T> T read(Read<T> read) throws JMSException {
        requireReadable();
        try {
            in.mark(0);
            return read.from(in);
        } catch (EOFException e) {
            rewind();
            MessageEOFException end = new MessageEOFException("The body has " + readable.length + " bytes, too few for this read");
            end.initCause(e);
            throw end;
        } catch (IOException e) {
            rewind();
            throw MessageErrors.format("The bytes cannot be read as asked for: " + e.getMessage(), e);
        }
    }

    private void rewind() throws JMSException {
        try {
            in.reset();
        } catch (IOException e) {
            throw JmsErrors.of(JmsErrors.UNEXPECTED, "An array cannot fail to be read", e);
        }
    }

    private void write(Write write) throws JMSException {
        if (in != null) {
            throw MessageErrors.notWriteable("body");
        }
        try {
            write.to(out);
        } catch (IOException e) {
            throw MessageErrors.format("The value cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean readBoolean() throws JMSException {
        return read(DataInputStream::readBoolean);
    }

    @Override
    public byte readByte() throws JMSException {
        return read(DataInputStream::readByte);
    }

    @Override
    public int readUnsignedByte() throws JMSException {
        return read(DataInputStream::readUnsignedByte);
    }

    @Override
    public short readShort() throws JMSException {
        return read(DataInputStream::readShort);
    }

    @Override
    public int readUnsignedShort() throws JMSException {
        return read(DataInputStream::readUnsignedShort);
    }

    @Override
    public char readChar() throws JMSException {
        return read(DataInputStream::readChar);
    }

    @Override
    public int readInt() throws JMSException {
        return read(DataInputStream::readInt);
    }

    @Override
    public long readLong() throws JMSException {
        return read(DataInputStream::readLong);
    }

    @Override
    public float readFloat() throws JMSException {
        return read(DataInputStream::readFloat);
    }

    @Override
    public double readDouble() throws JMSException {
        return read(DataInputStream::readDouble);
    }

    @Override
    public String readUTF() throws JMSException {
        return read(from -> from.readUTF());
    }

    @Override
    public int readBytes(byte[] value) throws JMSException {
        return readBytes(value, value.length);
    }

    @Override
    public int readBytes(byte[] value, int length) throws JMSException {
        if (length < 0 || length > value.length) {
            throw new IndexOutOfBoundsException("length: " + length + " (expected: 0 to " + value.length + ")");
        }
        return read(from -> from.read(value, 0, length));
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(to -> to.writeBoolean(value));
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(to -> to.writeByte(value));
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(to -> to.writeShort(value));
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(to -> to.writeChar(value));
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(to -> to.writeInt(value));
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(to -> to.writeLong(value));
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(to -> to.writeFloat(value));
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(to -> to.writeDouble(value));
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        write(to -> to.writeUTF(value));
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        write(to -> to.write(value));
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        write(to -> to.write(value, offset, length));
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        if (value == null) {
            throw new NullPointerException("A null cannot be written into a BytesMessage");
        }
        Conversions.requireValue(value, true);
        write(to -> writeValue(to, value));
    }

    private static void writeValue(DataOutputStream to, Object value) throws IOException {
        if (value instanceof byte[] bytes) {
            to.write(bytes);
        } else if (value instanceof String text) {
            to.writeUTF(text);
        } else if (value instanceof Character character) {
            to.writeChar(character);
        } else if (value instanceof Boolean bool) {
            to.writeBoolean(bool);
        } else if (value instanceof Integer number) {
            to.writeInt(number);
        } else if (value instanceof Long number) {
            to.writeLong(number);
        } else if (value instanceof Double number) {
            to.writeDouble(number);
        } else if (value instanceof Float number) {
            to.writeFloat(number);
        } else if (value instanceof Short number) {
            to.writeShort(number);
        } else {
            to.writeByte((Byte) value);
        }
    }
}
