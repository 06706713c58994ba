package io.ternmq.benchmarks.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of work that are compared. */
public enum Work {
    /** One message per call, the caller waits for the answer; the level is the number of threads. */
    SYNC(Face.NATIVE, "sync", "threads"),
    /** Answers come to a callback; the level is the number of messages under way. */
    ASYNC(Face.NATIVE, "async", "in flight"),
    /** Four threads send lists, each waiting for the answer; the level is the number of messages in a list. */
    BATCH(Face.NATIVE, "batch", "per batch"),
    /** A push consumer empties a topic that was filled before; the level is the number of its threads. */
    DRAIN(Face.NATIVE, "drain", "threads"),
    /** Sending at a fixed rate to a push consumer; the level is the number of messages per second. */
    LATENCY(Face.NATIVE, "latency", "per second"),

    /** Persistent sends that return when the message is safe; the level is the number of sessions, all of one connection. */
    JMS_SEND(Face.JMS, "send", "sessions"),
    /** Persistent sends with a completion listener; the level is the number of messages under way. */
    JMS_ASYNC(Face.JMS, "send", "in flight"),
    /** Sends of a transacted session; the level is the number of messages between two commits. */
    JMS_TX_SEND(Face.JMS, "send", "per commit"),
    /** {@code receive()} with automatic acknowledgement from a filled queue; the level is the number of consumers. */
    JMS_RECEIVE(Face.JMS, "receive", "consumers"),
    /** {@code receive()} of a transacted session from a filled queue; the level is the number of messages between two commits. */
    JMS_TX_RECEIVE(Face.JMS, "receive", "per commit"),
    /** Listeners with automatic acknowledgement empty a filled queue; the level is their number, each in a session of its own. */
    JMS_LISTENER(Face.JMS, "receive", "listeners"),
    /** Request and reply by way of a temporary queue; the level is the number of requesters. */
    JMS_REQUEST(Face.JMS, "request", "requesters"),
    /** Request and reply by way of an ordinary queue for each requester. */
    JMS_REQUEST_FIXED(Face.JMS, "request", "requesters"),
    /** From making a consumer with a selector to its first message; the level is the number of messages in the queue. */
    JMS_SELECT_FIRST(Face.JMS, "depth", "waiting"),
    /** A fresh listener with a selector gets every match of the queue, which is one message in 1000. */
    JMS_SELECT(Face.JMS, "depth", "waiting"),
    /** Sending to a queue and receiving its head, without selectors; the level is the number of messages in between. */
    JMS_PASS(Face.JMS, "depth", "waiting"),
    /** The same while consumers with selectors look through that queue. */
    JMS_PASS_SELECT(Face.JMS, "depth", "waiting"),
    /** The first message to each of many queues that are not there yet; the level is their number. */
    JMS_QUEUES_CREATE(Face.JMS, "queues", "queues"),
    /** Sending to many queues in turn, with a listener at each; timed from the send to the listener. */
    JMS_QUEUES_TRAFFIC(Face.JMS, "queues", "queues"),
    /** The same at a fixed rate of 1000 messages per second, timed from when each was due. */
    JMS_QUEUES_LATENCY(Face.JMS, "queues", "queues"),
    /** Sending to one of many queues and receiving from it. */
    JMS_QUEUES_NEXT(Face.JMS, "queues", "queues"),

    /** A bean whose transactions receive empties a filled queue; the level is the number of its sessions. */
    EE_XA(Face.EE, "ee", "sessions"),
    /** The same, and each message is sent to another queue in its transaction. */
    EE_FORWARD(Face.EE, "ee", "sessions"),
    /** A bean without transactions, with automatic acknowledgement, empties a filled queue. */
    EE_AUTO(Face.EE, "ee", "sessions"),
    /** Sending at a fixed rate to a bean whose transactions receive; the level is the number of messages per second. */
    EE_LATENCY(Face.EE, "ee", "per second");

    private static final int LARGE_BYTES = 16 * 1024;

    private final Face face;
    private final String turn;
    private final String levelUnit;

    Work(Face face, String turn, String levelUnit) {
        this.face = face;
        this.turn = turn;
        this.levelUnit = levelUnit;
    }

    /** The protocol of this work. */
    public Face face() {
        return face;
    }

    /** Works of one turn run one after the other against the same freshly started server. */
    public String turn() {
        return turn;
    }

    /** What {@link Load#level()} counts for this work. */
    public String levelUnit() {
        return levelUnit;
    }

    /** The name on the command line and in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the broker's flush mode matters to it. */
    public boolean writes() {
        return this != DRAIN;
    }

    /** Whether its largest level should be no slower than its smallest. */
    public boolean isAboutScale() {
        return switch (this) {
            case JMS_PASS, JMS_QUEUES_TRAFFIC, JMS_QUEUES_LATENCY, JMS_QUEUES_NEXT -> true;
            default -> false;
        };
    }

    /** Whether its levels are its own or a {@link Scale}'s, whatever others are run with. */
    public boolean hasOwnLevels() {
        return turn.equals("depth") || turn.equals("queues") || this == EE_LATENCY;
    }

    /** Whether messages per second say something about it. */
    public boolean hasThroughput() {
        return switch (this) {
            case LATENCY, JMS_SELECT_FIRST, JMS_QUEUES_LATENCY, EE_LATENCY -> false;
            default -> true;
        };
    }

    /** Whether it times single calls or messages. */
    public boolean hasLatency() {
        return switch (this) {
            case DRAIN, JMS_LISTENER, JMS_SELECT, EE_XA, EE_FORWARD, EE_AUTO -> false;
            default -> true;
        };
    }

    /** The body lengths to run. */
    public List<Integer> sizesBytes() {
        return switch (turn) {
            case "send", "receive" -> List.of(128, 1024, LARGE_BYTES);
            case "request", "depth", "queues" -> List.of(128);
            case "ee" -> List.of(1024);
            default -> List.of(128, 1024, 64 * 1024);
        };
    }

    /** The levels to run for messages of this size. Large messages get levels that keep to the megabytes a second of a small machine. */
    public List<Integer> levels(int sizeBytes, Scale scale) {
        boolean large = sizeBytes > LARGE_BYTES;
        return switch (this) {
            case SYNC -> List.of(1, 8, 64);
            case ASYNC -> List.of(large ? 64 : 512);
            case BATCH -> List.of(large ? 8 : 32);
            case DRAIN -> List.of(20);
            case LATENCY -> large ? List.of(200) : List.of(1000, 5000);
            case JMS_SEND, JMS_REQUEST, JMS_REQUEST_FIXED -> List.of(1, 8);
            case JMS_ASYNC -> List.of(256);
            case JMS_TX_SEND, JMS_TX_RECEIVE -> List.of(1, 10, 100);
            case JMS_RECEIVE, JMS_LISTENER -> List.of(1, 4);
            case JMS_SELECT_FIRST, JMS_SELECT, JMS_PASS_SELECT -> List.of(scale.depth());
            case JMS_PASS -> List.of(1, scale.depth());
            case JMS_QUEUES_CREATE -> List.of(scale.queues());
            case JMS_QUEUES_TRAFFIC, JMS_QUEUES_LATENCY, JMS_QUEUES_NEXT -> List.of(1, scale.queues());
            case EE_XA, EE_FORWARD, EE_AUTO -> List.of(1, 10);
            case EE_LATENCY -> List.of(200);
        };
    }

    /** The work of this label; refuses others by name. */
    public static Work of(String label) {
        for (Work work : values()) {
            if (work.label().equals(label)) {
                return work;
            }
        }
        throw new IllegalArgumentException("case: " + label + " (expected: "
            + Arrays.stream(values()).map(Work::label).collect(Collectors.joining(", ")) + ")");
    }

    /** All works of a face, in their order. */
    public static List<Work> of(Face face) {
        return Arrays.stream(values()).filter(work -> work.face == face).toList();
    }
}
