package io.ternmq.broker.request;

import io.ternmq.wire.command.fetch.PullRequest;
import io.ternmq.wire.command.group.SubscriptionData;

/** A pull that has passed its checks, and the filter that applies to it. */
record PullTarget(PullRequest pull, SubscriptionData subscription) {
    boolean wants(long tagsCode) {
        return subscription.codeSet().isEmpty() || subscription.codeSet().contains((int) tagsCode);
    }
}
