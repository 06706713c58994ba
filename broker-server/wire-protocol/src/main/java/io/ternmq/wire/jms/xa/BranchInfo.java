package io.ternmq.wire.jms.xa;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.List;

/**
 * A branch as administrators see it.
 *
 * @param branch    its id, in {@link BranchId}'s text form
 * @param state     {@code PREPARED}, or decided by an administrator: {@code HEURISTIC_COMMIT}, {@code HEURISTIC_ROLLBACK}
 * @param sinceMs   when it was prepared or decided, ms since the epoch
 * @param origin    client id or connection id of a session that worked in it; null once it is decided
 * @param sends     messages that wait for it
 * @param sendBytes bytes of these
 * @param acks      messages that it has consumed and that are locked
 * @param groups    the consumer groups of those, each as {@code group@topic}
 */
public record BranchInfo(String branch, String state, long sinceMs, String origin, int sends, long sendBytes, int acks,
        List<String> groups) implements JsonBody.Value {

    public BranchInfo {
        groups = List.copyOf(groups);
    }

    public static BranchInfo from(JSONObject json) {
        return new BranchInfo(json.getString("branch"), json.getString("state"), json.getLongValue("sinceMs"),
            json.getString("origin"), json.getIntValue("sends"), json.getLongValue("sendBytes"), json.getIntValue("acks"),
            JsonBody.texts(json, "groups"));
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = JSONObject.of("branch", branch, "state", state, "sinceMs", sinceMs, "origin", origin);
        json.put("sends", sends);
        json.put("sendBytes", sendBytes);
        json.put("acks", acks);
        json.put("groups", groups);
        return json;
    }

    /** The body of the answer to {@link ListBranches}; empty at the end. */
    public record Page(List<BranchInfo> branches) implements JsonBody.Value {
        /** Branches in one answer. */
        public static final int MAX_COUNT = 500;

        public Page {
            branches = List.copyOf(branches);
        }

        public static Page from(JSONObject json) {
            return new Page(JsonBody.list(json, "branches", BranchInfo::from));
        }

        /** Reads the body of an answer. */
        public static Page read(ByteBuf body) {
            return JsonBody.read(body, "list of branches", Page::from);
        }

        @Override
        public JSONObject toJson() {
            return JSONObject.of("branches", JsonBody.array(branches));
        }
    }
}
