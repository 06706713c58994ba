package io.ternmq.samples.orders.demo;

import io.ternmq.samples.orders.Order;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** Starts everything, shows orders going both ways, and stays up until it is told to stop. */
public final class Demo {

    private static final long CONFIRMATION_TIMEOUT_MS = 60_000;
    private static final long POLL_MS = 200;

    /** Held, since loggers that nobody holds lose their level. */
    private static final Logger BROKER_LOG = Logger.getLogger("io.ternmq");

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Demo() {
    }

    /**
     * Runs the demo.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws InterruptedException {
        // Connections come and go in normal operation: only what is wrong belongs between the demo's own lines.
        BROKER_LOG.setLevel(Level.WARNING);
        Demo demo = new Demo();
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stop, "demo-stop"));
        try {
            demo.run();
        } catch (IOException | IllegalStateException | MQClientException | RemotingException | MQBrokerException e) {
            // One line for people, and an end: what was started is stopped on the way out.
            say("The demo cannot run: " + e.getMessage());
            System.exit(1);
        }
        if (!Boolean.getBoolean("demo.exit")) {
            never.await();
        }
        demo.stop();
    }

    private void run() throws IOException, InterruptedException, MQClientException, RemotingException, MQBrokerException {
        Ports ports = Ports.usual();
        ports.requireFree();
        DemoServers servers = opened(DemoServers.start(ports, Demo::say));
        RocketMqSide rocketMq = opened(RocketMqSide.start(servers.nameServerAddress(),
                text -> say("  RocketMQ consumer got the confirmation " + text)));
        OrdersClient application = new OrdersClient(servers.page());

        List<String> ids = show(application, rocketMq, Demo::say);

        awaitConfirmed(application, rocketMq, ids);
        say("");
        say("All " + ids.size() + " orders went through the message-driven bean, and back to the RocketMQ consumer.");
        say("");
        say("What else the adapter can do, see " + servers.page() + "tour.html (what fails, in retry, does so on purpose):");
        for (String exhibit : application.exhibits()) {
            say("  " + exhibit);
            application.show(exhibit).forEach(line -> say("    " + line));
        }
        say("");
        say("  Orders page     " + servers.page());
        say("  Tour            " + servers.page() + "tour.html");
        say("  REST            curl -d customer=Ann -d item=tern -d via=context " + servers.page() + "api/orders");
        say("  Name server     " + servers.nameServerAddress() + "  for any RocketMQ client; topics orders, order_confirmations");
        say("  Broker          " + servers.brokerAddress());
        say("");
        say("Ctrl-C stops everything.");
    }

    /** Sends orders from the application and from a RocketMQ producer; returns their ids. */
    static List<String> show(OrdersClient application, RocketMqSide rocketMq, Consumer<String> progress)
            throws IOException, InterruptedException, MQClientException, RemotingException, MQBrokerException {
        List<String> ids = new ArrayList<>();
        ids.add(application.order("Ann", "tern", 2, "factory"));
        progress.accept("The application sent order " + ids.get(0) + " by its ConnectionFactory");
        ids.add(application.order("Bob", "heron", 1, "context"));
        progress.accept("The application sent order " + ids.get(1) + " by its JMSContext");
        for (int i = 1; i <= 3; i++) {
            String id = "phone-" + i;
            progress.accept("A RocketMQ producer sent order " + id + ": "
                    + rocketMq.order(new Order(id, "Cleo", "egret", i).toJson()).getSendStatus());
            ids.add(id);
        }
        return ids;
    }

    /** Waits until both the application and the RocketMQ consumer have heard of all. */
    static void awaitConfirmed(OrdersClient application, RocketMqSide rocketMq, List<String> ids)
            throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + CONFIRMATION_TIMEOUT_MS * 1_000_000;
        while (!application.confirmed().containsAll(ids) || !hasAll(rocketMq, ids)) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("Not all orders were confirmed within " + CONFIRMATION_TIMEOUT_MS / 1000
                        + " s: the application knows of " + application.confirmed() + ", the RocketMQ consumer of "
                        + rocketMq.confirmations() + " (expected: " + ids + ")");
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static boolean hasAll(RocketMqSide rocketMq, List<String> ids) {
        List<String> known = rocketMq.confirmations().stream().map(text -> Order.fromJson(text).id()).toList();
        return known.containsAll(ids);
    }

    private synchronized <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private synchronized void stop() {
        if (!open.isEmpty()) {
            say("Stopping");
        }
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (Exception e) {
                // The last boundary: the others must be closed as well.
                say("Could not stop " + next.getClass().getSimpleName() + ": " + e);
            }
        }
    }

    private static void say(String line) {
        System.out.println("[demo] " + line);
    }
}
