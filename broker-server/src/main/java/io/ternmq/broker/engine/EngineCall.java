package io.ternmq.broker.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A function run by the engine whose result is given out when its changes have reached their level. */
final class EngineCall<T> implements EngineTask, Completion {
    private final Function<EngineContext, T> work;
    private final Durability level;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private T value;

    EngineCall(Function<EngineContext, T> work, Durability level) {
        this.work = work;
        this.level = level;
    }

    CompletableFuture<T> result() {
        return result;
    }

    @Override
    public void run(EngineContext engine) {
        value = work.apply(engine);
        engine.whenLogged(level, this);
    }

    @Override
    public void onFailed(Throwable cause) {
        result.completeExceptionally(cause);
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public void onComplete() {
        result.complete(value);
    }

    @Override
    public void onAborted(Throwable cause) {
        result.completeExceptionally(cause);
    }
}
