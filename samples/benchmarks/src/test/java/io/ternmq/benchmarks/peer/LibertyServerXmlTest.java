package io.ternmq.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LibertyServerXmlTest {

    private static final Map<String, Integer> BEANS = Map.of("Xa10", 10, "Xa1", 1);

    @ParameterizedTest
    @EnumSource(value = PeerKind.class, names = {"TERNMQ", "ARTEMIS", "LIBERTY"})
    void givesEachBeanAQueueAndAnActivationThatDoesNotStart(PeerKind kind) throws Exception {
        String text = LibertyServerXml.of(kind, "127.0.0.1:1234").text(9080, BEANS);

        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        assertThat(document.getElementsByTagName("jmsQueue").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("jmsActivationSpec").getLength()).isEqualTo(2);
        assertThat(text).contains("<jmsActivationSpec id=\"benchmarks/Xa10\" autoStart=\"false\">", "=\"10\"", "httpPort=\"9080\"");
    }

    @Test
    void addressesTheBrokerBesideOpenLiberty() {
        assertThat(LibertyServerXml.of(PeerKind.TERNMQ, "127.0.0.1:1234").text(9080, BEANS)).contains("nameServers=\"127.0.0.1:1234\"");
        assertThat(LibertyServerXml.of(PeerKind.ARTEMIS, "127.0.0.1:1234").text(9080, BEANS)).contains("host=127.0.0.1;port=1234");
    }

    @Test
    void letsTheEnginesQueuesTakeWhatTheHarnessFillsIn() {
        assertThat(LibertyServerXml.of(PeerKind.LIBERTY, null).text(9080, BEANS))
            .contains("<queue id=\"Xa10\" maxMessageDepth=\"200000\"/>");
    }

    @Test
    void refusesServersWithoutAnAdapter() {
        assertThatThrownBy(() -> LibertyServerXml.of(PeerKind.ROCKETMQ, "127.0.0.1:1234"))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("rocketmq");
    }
}
