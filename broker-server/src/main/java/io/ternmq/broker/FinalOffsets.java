package io.ternmq.broker;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.progress.OffsetTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's last task: offsets that were committed since they were logged last. */
record FinalOffsets(OffsetTable offsets) implements EngineTask {
    private static final Logger LOG = LoggerFactory.getLogger(FinalOffsets.class);

    @Override
    public void run(EngineContext engine) {
        offsets.logAll(engine);
    }

    @Override
    public void onFailed(Throwable cause) {
        LOG.warn("the offsets committed last are not stored; consumers will see some messages again: {}", cause.toString());
    }
}
