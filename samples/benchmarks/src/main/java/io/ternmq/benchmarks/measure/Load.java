package io.ternmq.benchmarks.measure;

/**
 * One thing to measure.
 *
 * @param work the kind of work
 * @param level how much at a time, in the unit of {@link Work#levelUnit()}
 * @param sizeBytes length of a message body
 */
public record Load(Work work, int level, int sizeBytes) {

    /** Refuses values that cannot be run. */
    public Load {
        if (level < 1) {
            throw new IllegalArgumentException("level: " + level + " (expected: >= 1)");
        }
        int minBytes = work.face() != Face.NATIVE ? 2 * Long.BYTES : Long.BYTES;
        if (sizeBytes < minBytes) {
            throw new IllegalArgumentException("sizeBytes: " + sizeBytes + " (expected: >= " + minBytes
                + ", a body carries its sending time, and its number unless native)");
        }
    }

    /** Text form, {@code sync/8/1024}. */
    public String text() {
        return work.label() + "/" + level + "/" + sizeBytes;
    }

    /** The load of this text form. */
    public static Load parse(String text) {
        String[] parts = text.split("/");
        if (parts.length != 3) {
            throw new IllegalArgumentException("load: " + text + " (expected: case/level/size)");
        }
        return new Load(Work.of(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
