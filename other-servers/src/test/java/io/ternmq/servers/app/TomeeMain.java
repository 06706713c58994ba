package io.ternmq.servers.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.ejb.embeddable.EJBContainer;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Runs the beans in TomEE's containers, without Tomcat: what {@link MessagesServlet} does elsewhere is done by the JDK's HTTP server. */
public final class TomeeMain {

    private static final Hashtable<String, String> LOCAL =
            new Hashtable<>(Map.of(Context.INITIAL_CONTEXT_FACTORY, "org.apache.openejb.core.LocalInitialContextFactory"));

    private final Sends sends;

    private TomeeMain(Context jndi) throws NamingException {
        sends = new Sends((ConnectionFactory) jndi.lookup("openejb:Resource/jms/factory"),
                (Queue) jndi.lookup("openejb:Resource/jms/messages"), (UserTransaction) jndi.lookup("java:comp/UserTransaction"));
    }

    /**
     * Runs until it is killed; ends at once when the application cannot be deployed.
     *
     * @param args folder of the application's classes, port of 127.0.0.1 to answer at
     */
    public static void main(String[] args) throws NamingException, IOException {
        EJBContainer.createEJBContainer(Map.of(EJBContainer.MODULES, new File(args[0])));
        TomeeMain application = new TomeeMain(new InitialContext(LOCAL));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])), 0);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/tests/messages", application::answer);
        http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status = 200;
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text, true);
        try {
            Map<String, String> parameters = parameters(exchange);
            if (exchange.getRequestMethod().equals("GET")) {
                Received.by(parameters.get("bean")).forEach(lines::println);
            } else {
                sends.send(parameters.get("transaction"), parameters.get("queue"), parameters.get("text"));
                lines.println("sent");
            }
        } catch (RuntimeException e) {
            status = 500;
            e.printStackTrace(lines);
        }
        byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getRawQuery().split("&")).map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
