package io.ternmq.broker.engine;

/**
 * A change of a module's state, as it is logged.
 *
 * @param type    which change; unique over all modules, see {@link StateTypes}
 * @param payload its fields, as {@link StateWriter} writes them
 */
public record StateChange(int type, byte[] payload) {
}
