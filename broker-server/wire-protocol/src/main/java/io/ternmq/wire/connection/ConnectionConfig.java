package io.ternmq.wire.connection;

import io.ternmq.wire.frame.FrameCodec;

/**
 * How connections are run. Start from {@link #defaults()}.
 *
 * @param maxFrameLengthBytes a longer frame is refused on sending, and closes the connection when received; default 16 MiB
 * @param idleTimeoutMs a connection without traffic in either direction for so long is closed; 0 is never; default 120 000
 * @param eventLoopThreads I/O threads of one server or client; default the number of processors, at most 4
 * @param writeBufferLowBytes a connection becomes writable again when less than this waits to be sent; default 256 KiB
 * @param writeBufferHighBytes a connection is not writable while more than this waits to be sent; default 1 MiB
 * @param threadNamePrefix names the I/O threads; default {@code ternmq-io}
 */
public record ConnectionConfig(
    int maxFrameLengthBytes,
    long idleTimeoutMs,
    int eventLoopThreads,
    int writeBufferLowBytes,
    int writeBufferHighBytes,
    String threadNamePrefix) {

    public ConnectionConfig {
        require(maxFrameLengthBytes >= 64, "maxFrameLengthBytes", maxFrameLengthBytes, ">= 64");
        require(idleTimeoutMs >= 0, "idleTimeoutMs", idleTimeoutMs, ">= 0");
        require(eventLoopThreads >= 1, "eventLoopThreads", eventLoopThreads, ">= 1");
        require(writeBufferLowBytes >= 0, "writeBufferLowBytes", writeBufferLowBytes, ">= 0");
        require(writeBufferHighBytes >= writeBufferLowBytes, "writeBufferHighBytes", writeBufferHighBytes,
            ">= writeBufferLowBytes = " + writeBufferLowBytes);
    }

    public static ConnectionConfig defaults() {
        int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
        return new ConnectionConfig(FrameCodec.MAX_FRAME_LENGTH, 120_000, threads, 256 * 1024, 1024 * 1024, "ternmq-io");
    }

    public ConnectionConfig withMaxFrameLengthBytes(int bytes) {
        return new ConnectionConfig(bytes, idleTimeoutMs, eventLoopThreads, writeBufferLowBytes, writeBufferHighBytes,
            threadNamePrefix);
    }

    public ConnectionConfig withIdleTimeoutMs(long ms) {
        return new ConnectionConfig(
            maxFrameLengthBytes, ms, eventLoopThreads, writeBufferLowBytes, writeBufferHighBytes, threadNamePrefix);
    }

    public ConnectionConfig withEventLoopThreads(int threads) {
        return new ConnectionConfig(
            maxFrameLengthBytes, idleTimeoutMs, threads, writeBufferLowBytes, writeBufferHighBytes, threadNamePrefix);
    }

    public ConnectionConfig withWriteBuffer(int lowBytes, int highBytes) {
        return new ConnectionConfig(maxFrameLengthBytes, idleTimeoutMs, eventLoopThreads, lowBytes, highBytes, threadNamePrefix);
    }

    public ConnectionConfig withThreadNamePrefix(String prefix) {
        return new ConnectionConfig(
            maxFrameLengthBytes, idleTimeoutMs, eventLoopThreads, writeBufferLowBytes, writeBufferHighBytes, prefix);
    }

    private static void require(boolean isMet, String name, long value, String expected) {
        if (!isMet) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
