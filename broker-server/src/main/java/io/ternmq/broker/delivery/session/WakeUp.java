package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;

/** Lets the engine make a round, in which it collects what others have done for it. */
final class WakeUp implements EngineTask {

    @Override
    public void run(EngineContext context) {
        // the round itself is all that is wanted
    }

    @Override
    public void onFailed(Throwable cause) {
        // the engine has ended, and with it the interest in what was done
    }
}
