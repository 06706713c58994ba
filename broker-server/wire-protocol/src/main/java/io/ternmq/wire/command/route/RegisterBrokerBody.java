package io.ternmq.wire.command.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ternmq.wire.command.BadBodyException;
import io.ternmq.wire.command.JsonBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a broker registers, as JSON or, for many topics, compressed with zlib:
 *
 * <pre>
 * i32 length, DataVersion JSON | i32 topics, each: i32 length, topic line | i32 length, filter server JSON
 * | since 5.0: i32 mappings, each: i32 length, JSON
 * </pre>
 */
public record RegisterBrokerBody(TopicTable topicTable, List<String> filterServerList) implements JsonBody.Value {
    private static final int MAX_INFLATED_LENGTH = 64 * 1024 * 1024;

    public RegisterBrokerBody(TopicTable topicTable) {
        this(topicTable, List.of());
    }

    public static RegisterBrokerBody from(JSONObject json) {
        JSONObject table = json.getJSONObject("topicConfigSerializeWrapper");
        return new RegisterBrokerBody(
            table == null ? new TopicTable(Map.of(), DataVersion.NONE) : TopicTable.from(table),
            JsonBody.texts(json, "filterServerList"));
    }

    /** Reads either form. The body stays the caller's. */
    public static RegisterBrokerBody read(ByteBuf body, boolean isCompressed) {
        if (!isCompressed) {
            return JsonBody.read(body, "registration", RegisterBrokerBody::from);
        }
        var bytes = new ByteArrayInputStream(ByteBufUtil.getBytes(body));
        try (var in = new DataInputStream(new Limited(new InflaterInputStream(bytes)))) {
            return readInflated(in);
        } catch (IOException | RuntimeException e) {
            throw new BadBodyException("compressed registration cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of(
            "filterServerList", new JSONArray(filterServerList), "topicConfigSerializeWrapper", topicTable.toJson());
    }

    /** The compressed form. */
    public byte[] toCompressedBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            writeBlock(out, topicTable.dataVersion().toBytes());
            out.writeInt(topicTable.topics().size());
            for (TopicConfig topic : topicTable.topics().values()) {
                writeBlock(out, topic.toLine().getBytes(UTF_8));
            }
            writeBlock(out, JSON.toJSONBytes(filterServerList));
            out.writeInt(0);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return bytes.toByteArray();
    }

    /** The checksum that goes with a body in {@link RegisterBrokerRequest#bodyCrc32}. */
    public static int crc32(byte[] body) {
        var crc = new CRC32();
        crc.update(body);
        return (int) crc.getValue() & 0x7FFFFFFF;
    }

    private static RegisterBrokerBody readInflated(DataInputStream in) throws IOException {
        var dataVersion = DataVersion.from(JSON.parseObject(readBlock(in)));
        int topicCount = in.readInt();
        Map<String, TopicConfig> topics = new LinkedHashMap<>();
        for (int i = 0; i < topicCount; i++) {
            TopicConfig topic = TopicConfig.fromLine(new String(readBlock(in), UTF_8));
            topics.put(topic.topicName(), topic);
        }
        List<String> filterServers = JSON.parseArray(new String(readBlock(in), UTF_8), String.class);
        return new RegisterBrokerBody(new TopicTable(topics, dataVersion), filterServers);
    }

    private static byte[] readBlock(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] block = length < 0 ? new byte[0] : in.readNBytes(length);
        if (block.length != length) {
            throw new IOException("block of length " + length + " has " + block.length + " bytes");
        }
        return block;
    }

    private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block.length);
        out.write(block);
    }

    /** Stops reading where a body has grown beyond what any broker registers. */
    private static final class Limited extends FilterInputStream {
        private int leftBytes = MAX_INFLATED_LENGTH;

        Limited(InflaterInputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(count);
            return count;
        }

        private void count(int bytes) throws IOException {
            leftBytes -= bytes;
            if (leftBytes < 0) {
                throw new IOException("it inflates to more than " + MAX_INFLATED_LENGTH + " bytes");
            }
        }
    }
}
