package io.ternmq.jca.inbound;

/**
 * What a bean that implements {@link io.ternmq.jca.batch.BatchMessageListener} listens to: as {@link TernActivationSpec}, and how large its
 * batches are.
 */
public class TernBatchActivationSpec extends TernActivationSpec {

    private static final long serialVersionUID = 1L;
    private static final int DEFAULT_BATCH_SIZE = 10;
    private static final long DEFAULT_BATCH_TIMEOUT_MS = 50;

    private Integer maxBatchSize = DEFAULT_BATCH_SIZE;
    private Long batchTimeoutMs = DEFAULT_BATCH_TIMEOUT_MS;

    /** For the server. */
    public TernBatchActivationSpec() {
    }

    @Override
    BeanMethod beanMethod() {
        return BeanMethod.ON_MESSAGES;
    }

    @Override
    int batchSize() {
        return maxBatchSize;
    }

    @Override
    long batchTimeoutMs() {
        return batchTimeoutMs;
    }

    /** Messages in one call at most, 1 to 10 000. */
    public Integer getMaxBatchSize() {
        return maxBatchSize;
    }

    /** @see #getMaxBatchSize() */
    public void setMaxBatchSize(Integer maxBatchSize) {
        this.maxBatchSize = maxBatchSize;
    }

    /** How long a batch that is not full waits for more messages, in milliseconds from its first one, 0 to 60 000. */
    public Long getBatchTimeoutMs() {
        return batchTimeoutMs;
    }

    /** @see #getBatchTimeoutMs() */
    public void setBatchTimeoutMs(Long batchTimeoutMs) {
        this.batchTimeoutMs = batchTimeoutMs;
    }
}
