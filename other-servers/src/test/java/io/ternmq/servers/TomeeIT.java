package io.ternmq.servers;

class TomeeIT extends ServerContract {

    TomeeIT() {
        super(new Tomee());
    }
}
