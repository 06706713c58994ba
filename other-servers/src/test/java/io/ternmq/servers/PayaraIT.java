package io.ternmq.servers;

class PayaraIT extends ServerContract {

    PayaraIT() {
        super(new GlassFish(Folders.server("payara6")));
    }
}
