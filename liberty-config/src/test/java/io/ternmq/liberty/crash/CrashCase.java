package io.ternmq.liberty.crash;

import io.ternmq.wire.jms.JmsCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One transaction, and where somebody is killed.
 *
 * @param isDatabaseFirst whether the database is enlisted before the connection that sends; a message that is delivered is always first
 * @param branch          the how manieth request of its kind that is, counted from 1: a bean's send is prepared before its delivery, which
 *                        carries its messages from then on and is the only one to be committed
 */
record CrashCase(Work work, boolean isDatabaseFirst, int branch, Step step, Victim victim) {

    /** What the transaction does. */
    enum Work {
        SEND("database and send", null),
        SEND_ALONE("send", null),
        RELAY("bean: database and send", "crash_in"),
        RECEIVE("bean: nothing else", "crash_receive"),
        FORWARD("bean: send", "crash_forward");

        private final String text;
        private final String queueOrNull;

        Work(String text, String queueOrNull) {
            this.text = text;
            this.queueOrNull = queueOrNull;
        }

        /** Where the bean gets its messages; null for an application that is asked to send. */
        String queueOrNull() {
            return queueOrNull;
        }

        /** Whether the broker is all that takes part, so that there is one phase. */
        boolean isOnePhase() {
            return this == SEND_ALONE || this == RECEIVE || this == FORWARD;
        }
    }

    /** A request to the broker that is lost, or the answer to one. */
    enum Step {
        PREPARE(JmsCodes.BRANCH_PREPARE, false, "is asked to prepare"),
        PREPARED(JmsCodes.BRANCH_PREPARE, true, "has prepared"),
        COMMIT(JmsCodes.BRANCH_COMMIT, false, "is asked to commit"),
        COMMITTED(JmsCodes.BRANCH_COMMIT, true, "has committed"),
        ONE_PHASE(JmsCodes.BRANCH_COMMIT, false, "is asked to commit in one phase"),
        ONE_PHASE_DONE(JmsCodes.BRANCH_COMMIT, true, "has committed in one phase");

        private final int code;
        private final boolean isAnswer;
        private final String text;

        Step(int code, boolean isAnswer, String text) {
            this.code = code;
            this.isAnswer = isAnswer;
            this.text = text;
        }

        int code() {
            return code;
        }

        boolean isAnswer() {
            return isAnswer;
        }
    }

    /** Who is killed. */
    enum Victim {
        SERVER("server"), BROKER("broker"), BOTH("server and broker");

        private final String text;

        Victim(String text) {
            this.text = text;
        }

        boolean isServer() {
            return this != BROKER;
        }

        boolean isBroker() {
            return this != SERVER;
        }
    }

    /**
     * All: 24 of an application that sends, 18 of a message-driven bean, which has two branches at the broker, and one when prepared, 12
     * of beans that use nothing else, so that what is left is committed in one phase, and 6 of an application that only sends.
     */
    static List<CrashCase> all() {
        List<CrashCase> cases = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            addAll(cases, Work.SEND, true, victim);
            addAll(cases, Work.SEND, false, victim);
            cases.add(new CrashCase(Work.RELAY, true, 1, Step.PREPARE, victim));
            cases.add(new CrashCase(Work.RELAY, true, 1, Step.PREPARED, victim));
            cases.add(new CrashCase(Work.RELAY, true, 2, Step.PREPARE, victim));
            cases.add(new CrashCase(Work.RELAY, true, 2, Step.PREPARED, victim));
            cases.add(new CrashCase(Work.RELAY, true, 1, Step.COMMIT, victim));
            cases.add(new CrashCase(Work.RELAY, true, 1, Step.COMMITTED, victim));
        }
        for (Victim victim : Victim.values()) {
            addOnePhase(cases, Work.RECEIVE, victim);
            addOnePhase(cases, Work.FORWARD, victim);
        }
        for (Victim victim : Victim.values()) {
            addOnePhase(cases, Work.SEND_ALONE, victim);
        }
        return cases;
    }

    private static void addOnePhase(List<CrashCase> cases, Work work, Victim victim) {
        cases.add(new CrashCase(work, false, 1, Step.ONE_PHASE, victim));
        cases.add(new CrashCase(work, false, 1, Step.ONE_PHASE_DONE, victim));
    }

    private static void addAll(List<CrashCase> cases, Work work, boolean isDatabaseFirst, Victim victim) {
        for (Step step : List.of(Step.PREPARE, Step.PREPARED, Step.COMMIT, Step.COMMITTED)) {
            cases.add(new CrashCase(work, isDatabaseFirst, 1, step, victim));
        }
    }

    /** A few of them that differ most: one at each step, all victims, both kinds of work, and in one phase a request and an answer that are lost. */
    static List<CrashCase> few() {
        return List.of(
                new CrashCase(Work.SEND, false, 1, Step.PREPARED, Victim.SERVER),
                new CrashCase(Work.SEND, true, 1, Step.COMMIT, Victim.SERVER),
                new CrashCase(Work.SEND, true, 1, Step.PREPARED, Victim.BROKER),
                new CrashCase(Work.RELAY, true, 1, Step.COMMIT, Victim.SERVER),
                new CrashCase(Work.RELAY, true, 2, Step.PREPARE, Victim.BROKER),
                new CrashCase(Work.RELAY, true, 1, Step.COMMITTED, Victim.BOTH),
                new CrashCase(Work.FORWARD, false, 1, Step.ONE_PHASE_DONE, Victim.BROKER),
                new CrashCase(Work.SEND_ALONE, false, 1, Step.ONE_PHASE, Victim.BROKER));
    }

    /** Those whose {@link #id()} matches, in the order of the table. */
    static List<CrashCase> matching(Pattern ids) {
        List<CrashCase> cases = all().stream().filter(each -> ids.matcher(each.id()).matches()).toList();
        if (cases.isEmpty()) {
            List<String> known = all().stream().map(CrashCase::id).toList();
            throw new IllegalArgumentException("No case matches " + ids + " (expected: some of " + known + ")");
        }
        return cases;
    }

    /** Of its message; unique. */
    String id() {
        return String.join("-", work.name(), isDatabaseFirst ? "1" : "2", Integer.toString(branch), step.name(), victim.name());
    }

    /**
     * Its row in the table.
     *
     * @param database what was seen of it at the moment of the crash
     * @param outcome  what was seen after the restart
     */
    String row(String database, String outcome) {
        return String.join(" | ", "| " + work.text, order(), whenStopped(), database, victim.text, outcome + " |");
    }

    /** Whether this is its row, whatever was seen. */
    boolean isRow(String row) {
        return row.startsWith(String.join(" | ", "| " + work.text, order(), whenStopped(), ""))
                && row.contains(" | " + victim.text + " | ");
    }

    private String order() {
        return switch (work) {
            case SEND -> isDatabaseFirst ? "database, send" : "send, database";
            case SEND_ALONE -> "send";
            case RELAY -> "delivery, database, send";
            case RECEIVE -> "delivery";
            case FORWARD -> "delivery, send";
        };
    }

    private String whenStopped() {
        boolean isSend = branch == 1 && (step == Step.PREPARE || step == Step.PREPARED);
        String branchName = work != Work.RELAY ? "" : isSend ? " for the send" : " for the delivery";
        return "the broker " + step.text + branchName;
    }

    @Override
    public String toString() {
        return row("?", "?");
    }
}
