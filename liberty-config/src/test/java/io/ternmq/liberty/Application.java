package io.ternmq.liberty;

import java.util.List;
import java.util.Map;

/** The deployed application, by HTTP. */
final class Application {

    private final String page;

    Application(String name) {
        page = "/" + name + "/messages";
    }

    /** What a bean got so far, in order. */
    List<String> receivedBy(String bean) {
        return Pages.get(page + "?bean=" + bean).lines().toList();
    }

    /** Has the application send {@code text}. */
    void send(String via, String kind, String destination, String text) {
        send(Map.of("via", via, kind, destination, "text", text, "type", "TagA"));
    }

    void send(Map<String, String> parameters) {
        Pages.post(page, parameters);
    }
}
