package io.ternmq.jms.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.wire.jms.BodyType;
import io.ternmq.wire.jms.JmsHeader;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When pages are asked for; the broker's have two messages. */
@Timeout(30)
class BrowserCoreTest {
    private static final TernQueue ORDERS = new TernQueue("orders");

    private final FakeBroker broker = new FakeBroker();
    private ConnectionCore connection;
    private BrowserCore browser;

    @BeforeEach
    void begin() throws JMSException {
        connection = ConnectionCore.open(broker, ClientSettings.DEFAULTS, null);
        SessionCore session = connection.createSession(AckMode.AUTO);
        for (int i = 1; i <= 9; i++) {
            session.send(message(Integer.toString(i)));
        }
        browser = new BrowserCore(session, ORDERS, null);
        browser.begin();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        broker.close();
    }

    private static OutboundMessage message(String id) {
        JmsHeader header =
            new JmsHeader(BodyType.NONE, false, true, 4, 1, 0, 0, JmsHeader.Correlation.NONE, null, null, null, null);
        return new OutboundMessage(ORDERS, id, header, Map.of(), new byte[0], 0);
    }

    private List<String> rest() throws JMSException {
        List<String> rest = new ArrayList<>();
        for (InboundMessage next = browser.next(); next != null; next = browser.next()) {
            rest.add(next.messageId());
        }
        return rest;
    }

    @Test
    void asksForOnePageAsLongAsOnlyTheHeadIsLookedAt() throws JMSException {
        assertThat(browser.hasNext()).isTrue();

        assertThat(broker.browses()).isEqualTo(1);
    }

    @Test
    void asksForTheNextPageWhileThisOneIsLookedAtAndForNoMore() throws JMSException {
        assertThat(browser.next().messageId()).isEqualTo("1");
        assertThat(broker.browses()).as("half of the first page is gone").isEqualTo(2);
        assertThat(browser.next().messageId()).isEqualTo("2");
        assertThat(broker.browses()).isEqualTo(2);

        assertThat(browser.next().messageId()).isEqualTo("3");

        assertThat(broker.browses()).as("the second page is there").isEqualTo(3);
        assertThat(rest()).containsExactly("4", "5", "6", "7", "8", "9");
        assertThat(broker.browses()).isEqualTo(5);
        assertThat(browser.hasNext()).isFalse();
    }

    @Test
    void asksAgainForAPageThatCannotBeRead() throws JMSException {
        browser.next();
        browser.next();
        broker.failPage(new JMSException("as wanted"));

        assertThatThrownBy(browser::next).isInstanceOf(JMSException.class).hasMessage("as wanted");

        assertThat(rest()).containsExactly("3", "4", "5", "6", "7", "8", "9");
    }
}
