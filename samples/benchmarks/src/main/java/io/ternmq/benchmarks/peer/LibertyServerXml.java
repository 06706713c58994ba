package io.ternmq.benchmarks.peer;

import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of Open Liberty with one messaging provider. What differs is the provider's own names for the same things;
 * everything else has its defaults, but for the number of sessions, and room in the engine's store for a filled queue.
 *
 * @param features more than every server has
 * @param provider elements that set the provider up
 * @param properties the element in which the provider's properties stand
 * @param factoryAttributes of a connection factory
 * @param queueAttribute that names a queue
 * @param activationAttributes of a bean, with the bean's name and number of sessions to be filled in
 */
record LibertyServerXml(String features, String provider, String properties, String factoryAttributes, String queueAttribute,
                        String activationAttributes) {

    private static final String ADAPTER = """
          <resourceAdapter id="%1$s" location="${server.config.dir}/resources/adapter.rar" autoStart="true">
            <properties.%1$s %2$s/>
          </resourceAdapter>
        """;

    private static final String SERVER = """
        <server>
          <featureManager>
            <feature>servlet-6.0</feature>
            <feature>connectors-2.1</feature>
            <feature>messaging-3.1</feature>
            <feature>mdb-4.0</feature>
            <feature>enterpriseBeansLite-4.0</feature>
            <feature>jndi-1.0</feature>
        %1$s  </featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%2$d" httpsPort="-1"/>
        %3$s  <jmsConnectionFactory jndiName="jms/connectionFactory">
            <properties.%4$s %5$s/>
          </jmsConnectionFactory>
        %6$s  <webApplication id="benchmarks" name="benchmarks" location="benchmarks.war" contextRoot="/"/>
        </server>
        """;

    private static final String BEAN = """
          <jmsQueue id="queue-%1$s" jndiName="jms/%1$s">
            <properties.%2$s %3$s="%1$s"/>
          </jmsQueue>
          <jmsActivationSpec id="benchmarks/%1$s" autoStart="false">
            <properties.%2$s %4$s/>
          </jmsActivationSpec>
        """;

    /** How this provider is written, with the broker's address, or what a persistent message is to Open Liberty's engine. */
    static LibertyServerXml of(PeerKind kind, String addressOrReliability) {
        return switch (kind) {
            case TERNMQ -> new LibertyServerXml("", ADAPTER.formatted("ternmq", "nameServers=\"" + addressOrReliability + "\""), "ternmq",
                "", "name", "destinationName=\"%1$s\" destinationType=\"jakarta.jms.Queue\" maxConcurrency=\"%2$d\"");
            case ARTEMIS -> new LibertyServerXml("", ADAPTER.formatted("artemis", artemisParameters(addressOrReliability)), "artemis",
                "", "address", "destination=\"%1$s\" destinationType=\"jakarta.jms.Queue\" useJNDI=\"false\" maxSession=\"%2$d\"");
            case LIBERTY -> new LibertyServerXml("""
                    <feature>messagingServer-3.0</feature>
                    <feature>messagingClient-3.0</feature>
                """, "", "wasJms", "persistentMapping=\"" + addressOrReliability + "\"", "queueName",
                "destinationRef=\"queue-%1$s\" destinationType=\"jakarta.jms.Queue\" maxConcurrency=\"%2$d\"");
            default -> throw new IllegalArgumentException("peer: " + kind.label() + " (expected with ee: ternmq, artemis, liberty)");
        };
    }

    private static String artemisParameters(String address) {
        String[] hostAndPort = address.split(":");
        return "connectionParameters=\"host=" + hostAndPort[0] + ";port=" + hostAndPort[1] + "\"";
    }

    /** The whole {@code server.xml}. */
    String text(int httpPort, Map<String, Integer> sessionsByBean) {
        StringBuilder beans = new StringBuilder();
        new TreeMap<>(sessionsByBean).forEach((bean, sessions) -> beans.append(
            BEAN.formatted(bean, properties, queueAttribute, activationAttributes.formatted(bean, sessions))));
        String engine = properties.equals("wasJms") ? engine(sessionsByBean) : provider;
        return SERVER.formatted(features, httpPort, engine, properties, factoryAttributes, beans);
    }

    /** Queues must be there; the file store is as large as a filled queue needs, its default is 20 MB. */
    private static String engine(Map<String, Integer> sessionsByBean) {
        StringBuilder engine = new StringBuilder("""
              <messagingEngine>
                <fileStore maxPermanentStoreSize="1024"/>
            """);
        // A filled queue may have 100 000; the engine takes 50 000 unless told otherwise.
        new TreeMap<>(sessionsByBean).keySet().forEach(bean ->
            engine.append("    <queue id=\"").append(bean).append("\" maxMessageDepth=\"200000\"/>\n"));
        return engine.append("  </messagingEngine>\n").toString();
    }
}
