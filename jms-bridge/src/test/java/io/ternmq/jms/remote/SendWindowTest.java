package io.ternmq.jms.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SendWindowTest {

    @Test
    void numbersSendsAndBoundsTheirDistance() throws JMSException {
        SendWindow window = new SendWindow(1_000_000, new SendFlow(true, 20));
        for (int i = 1; i <= SendWindow.MAX_DISTANCE; i++) {
            assertThat(window.acquire(1, 1)).isEqualTo(i);
        }

        window.release(2, 1, 1);
        assertThatThrownBy(() -> window.acquire(1, 1)).isInstanceOf(JMSException.class).hasMessageContaining("4000 messages");
        window.release(1, 1, 1);
        assertThat(window.distance()).isEqualTo(SendWindow.MAX_DISTANCE - 2);
        assertThat(window.acquire(1, 1)).isEqualTo(SendWindow.MAX_DISTANCE + 1);
    }

    @Test
    void boundsBytesButLetsASingleLargeMessagePass() throws Exception {
        SendWindow window = new SendWindow(100, SendFlow.DEFAULTS);
        long large = window.acquire(500, 1);
        CompletableFuture<Long> waiting = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                waiting.complete(window.acquire(60, 1));
            } catch (JMSException e) {
                waiting.completeExceptionally(e);
            }
        });
        sender.start();
        assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        window.release(large, 1, 500);

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void takesAnswersInAnyOrder() throws JMSException {
        Random random = new Random(3);
        SendWindow window = new SendWindow(1_000_000, new SendFlow(false, 0));
        List<Long> open = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (open.size() < 100) {
                open.add(window.acquire(10, 1));
            } else {
                window.release(open.remove(random.nextInt(5)), 1, 10);
            }
            assertThat(window.distance()).isBetween((long) open.size(), 4_000L);
        }
        open.forEach(sequence -> window.release(sequence, 1, 10));
        assertThat(window.distance()).isZero();
    }

    @Test
    void numbersWhatIsSentTogether() throws JMSException {
        SendWindow window = new SendWindow(1_000_000, new SendFlow(true, 20));
        long single = window.acquire(1, 1);
        long several = window.acquire(30, 3_000);
        assertThat(several).isEqualTo(single + 1);
        assertThatThrownBy(() -> window.acquire(1, 1_000)).isInstanceOf(JMSException.class).hasMessageContaining("3001 messages");
        assertThat(window.acquire(1, 999)).isEqualTo(several + 3_000);

        window.release(several, 3_000, 30);
        assertThat(window.distance()).as("behind the oldest").isEqualTo(4_000);
        window.release(single, 1, 1);
        assertThat(window.distance()).isEqualTo(999);
    }
}
