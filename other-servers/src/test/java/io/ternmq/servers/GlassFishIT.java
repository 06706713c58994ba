package io.ternmq.servers;

class GlassFishIT extends ServerContract {

    GlassFishIT() {
        super(new GlassFish(Folders.server("glassfish7")));
    }
}
