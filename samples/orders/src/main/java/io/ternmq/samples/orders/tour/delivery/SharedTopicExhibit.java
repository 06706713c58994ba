package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.IntStream;

/** How several servers, or beans, divide the messages of a topic. */
@ApplicationScoped
public class SharedTopicExhibit implements Exhibit {

    private static final int MESSAGES = 40;

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "shared-topic";
    }

    @Override
    public String title() {
        return "Two beans with one shared subscription: each message comes to one of them";
    }

    @Override
    public List<String> show(Run run) {
        sender.publish(run, "tour_work", IntStream.rangeClosed(1, MESSAGES).mapToObj(number -> "piece " + number).toList());
        List<String> got = run.await(MESSAGES);
        long distinct = got.stream().map(line -> line.substring(line.indexOf("piece"))).distinct().count();
        return List.of(distinct + " pieces came, each to one of the two", "the first bean got " + count(got, "first")
                + ", the second " + count(got, "second"));
    }

    private static long count(List<String> got, String bean) {
        return got.stream().filter(line -> line.startsWith(bean)).count();
    }
}
