package io.ternmq.broker;

import java.util.stream.LongStream;

/**
 * How long the tests with random numbers go on: with few seeds in the build, always the same; in a campaign
 * ({@code mvn -Pcampaigns verify -Dcampaign.rounds=N}) with N times as many, new ones each time. A test that failed with a seed is repeated
 * by {@code -Dternmq.campaign.seed=SEED -Dcampaign.rounds=1}.
 */
public final class Campaign {

    private static final int ROUNDS = Integer.getInteger("ternmq.campaign.rounds", 0);

    private Campaign() {
    }

    /** Whether this is one. */
    public static boolean isOn() {
        return ROUNDS > 0;
    }

    /**
     * Seeds for a test that takes one.
     *
     * @param count in the build, and in each round of a campaign
     */
    public static LongStream seeds(int count) {
        long first = isOn() ? Long.getLong("ternmq.campaign.seed", System.nanoTime()) : 1;
        return LongStream.range(first, first + (long) count * Math.max(1, ROUNDS));
    }
}
