package io.ternmq.wire.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorAllocationTest {

    private static final int EVALUATIONS = 20_000;
    private static final PropertySource MESSAGE =
        Messages.with("s", "some string", "b", true, "l", 1_000_000L, "i", 1_000_000, "d", 1e9);

    @ParameterizedTest
    @ValueSource(strings = {
        "s = 'some string' AND s <> 'other' AND missing IS NULL",
        "b AND b = TRUE AND NOT b = FALSE",
        "l > 999999 AND l BETWEEN 0 AND 2000000 AND i = l AND d > l",
        "s IN ('a', 'some string') AND s LIKE 'some%' AND s NOT LIKE '%x_'"
    })
    void evaluatesWithoutGarbage(String text) throws SelectorException {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM counts no allocations");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Selector selector = Selector.parse(text);
        evaluate(selector);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        int matches = evaluate(selector);
        long allocatedBytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(matches).isEqualTo(EVALUATIONS);
        assertThat(allocatedBytes).as("bytes for %d evaluations", EVALUATIONS).isLessThan(EVALUATIONS);
    }

    private static int evaluate(Selector selector) {
        int matches = 0;
        for (int i = 0; i < EVALUATIONS; i++) {
            matches += selector.matches(MESSAGE) ? 1 : 0;
        }
        return matches;
    }
}
