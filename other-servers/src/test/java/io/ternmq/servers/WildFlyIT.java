package io.ternmq.servers;

class WildFlyIT extends ServerContract {

    WildFlyIT() {
        super(new WildFly());
    }
}
