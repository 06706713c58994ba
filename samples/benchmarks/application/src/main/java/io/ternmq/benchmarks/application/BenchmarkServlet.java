package io.ternmq.benchmarks.application;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * What the harness can ask for, one thing at a time. Answers are lines {@code name=value}.
 *
 * <pre>
 *   /fill?bean=B&amp;count=N&amp;size=N                  fills the bean's queue; tells the first number
 *   /drain?bean=B&amp;first=N&amp;count=N                lets the bean empty it
 *   /steady?bean=B&amp;count=N&amp;warmUp=N&amp;perSecond=N&amp;size=N
 *                                             sends at a fixed rate while the bean listens; the first are not timed
 *   /probe?bean=B&amp;size=N                          whether deliveries are branches of transactions
 * </pre>
 */
@WebServlet("/*")
public class BenchmarkServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long IDLE_MS = 20_000;

    @Resource(lookup = "jms/connectionFactory")
    private transient ConnectionFactory connectionFactory;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Map<String, Object> answer;
        try {
            answer = answer(request);
        } catch (JMSException | NamingException | JMException e) {
            throw new ServletException(request.getPathInfo() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServletException(request.getPathInfo() + " was interrupted", e);
        }
        response.setContentType("text/plain");
        response.getWriter().print(answer.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining()));
    }

    private Map<String, Object> answer(HttpServletRequest request)
            throws JMSException, NamingException, JMException, InterruptedException {
        String bean = request.getParameter("bean");
        Sending sending = new Sending(connectionFactory, (Queue) new InitialContext().lookup("jms/" + bean));
        return switch (request.getPathInfo()) {
            case "/fill" -> fill(sending, number(request, "count"), number(request, "size"));
            case "/drain" -> drain(sending, bean, Arrivals.begin(number(request, "first"), number(request, "count"), 0));
            case "/steady" -> sendSteadily(request, sending, bean);
            case "/probe" -> probe(sending, bean, number(request, "size"));
            default -> throw new IllegalArgumentException("path: " + request.getPathInfo());
        };
    }

    private static int number(HttpServletRequest request, String parameter) {
        return Integer.parseInt(request.getParameter(parameter));
    }

    private Map<String, Object> fill(Sending sending, int count, int sizeBytes) throws JMSException {
        int first = Sending.numbers(count);
        sending.fill(transaction, first, count, sizeBytes);
        return Map.of("first", first);
    }

    private static Map<String, Object> drain(Sending sending, String bean, Arrivals arrivals)
            throws JMException, JMSException, InterruptedException {
        Endpoints.resume(bean);
        arrivals.awaitAll(IDLE_MS);
        Endpoints.pause(bean);
        return result(arrivals, sending.left());
    }

    private static Map<String, Object> sendSteadily(HttpServletRequest request, Sending sending, String bean)
            throws JMException, JMSException, InterruptedException {
        int count = number(request, "count");
        Arrivals arrivals = Arrivals.begin(Sending.numbers(count), count, number(request, "warmUp"));
        Endpoints.resume(bean);
        sending.sendSteadily(arrivals.firstNumber(), count, number(request, "perSecond"), number(request, "size"));
        arrivals.awaitAll(IDLE_MS);
        Endpoints.pause(bean);
        return result(arrivals, sending.left());
    }

    private static Map<String, Object> result(Arrivals arrivals, int left) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("messages", arrivals.distinct());
        result.put("elapsedNs", arrivals.elapsedNs());
        result.put("failures", arrivals.wrong() + left);
        result.put("p50Ns", arrivals.latencyNs(500));
        result.put("p99Ns", arrivals.latencyNs(990));
        result.put("p999Ns", arrivals.latencyNs(999));
        result.put("maxNs", arrivals.latencyNs(1000));
        return result;
    }

    private static Map<String, Object> probe(Sending sending, String bean, int sizeBytes)
            throws JMException, JMSException, InterruptedException {
        Probe probe = Probe.begin();
        sending.sendOne(sizeBytes);
        Endpoints.resume(bean);
        boolean isEnded = probe.awaitEnd(IDLE_MS);
        Endpoints.pause(bean);
        return Map.of("ended", isEnded, "deliveries", probe.deliveries(), "redelivered", probe.isRedelivered(),
            "twoPhase", probe.isPrepared(), "left", sending.left());
    }
}
