package io.ternmq.liberty.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.liberty.Pages;
import io.ternmq.liberty.definitions.app.ParcelBean;
import io.ternmq.liberty.definitions.app.ParcelServlet;
import io.ternmq.testkit.LibertyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The snippet for an adapter inside an ear, added to a running server that has the adapter as well. */
@ExtendWith(ArquillianExtension.class)
class EmbeddedAdapterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PARCELS = "/carrier/parcels?by=";
    private static final Path SNIPPET = Path.of("src/main/liberty/snippets/ear/embedded-adapter.xml");

    /** Has Arquillian start the server. */
    @Deployment(testable = false)
    static WebArchive none() {
        return ShrinkWrap.create(WebArchive.class, "none.war").addAsWebResource(new StringAsset("nothing"), "index.html");
    }

    @Test
    void servesTheApplicationThatItIsInByServerXmlAnnotationsAndDescriptor() throws IOException {
        Path server = new LibertyDirectory(Path.of(System.getProperty("liberty.home")), System.getProperty("liberty.server")).path();
        Path archive = Files.createDirectories(server.resolve("apps")).resolve("carrier.ear");
        Path configuration = server.resolve("configDropins/overrides/embedded-adapter.xml");
        carrier(server.resolve("resources/ternmq.rar")).as(ZipExporter.class).exportTo(archive.toFile(), true);
        try {
            Files.copy(SNIPPET, configuration);

            await("the application in the ear").atMost(PATIENCE).until(() -> Pages.look(PARCELS + "factory").status() == 200);

            for (String by : List.of("factory", "context", "defined", found("defined", "definedParcels"),
                    found("connector", "administeredParcels"), found("described", "describedParcels"),
                    found("describedConnector", "describedAdministeredParcels"))) {
                assertThat(Pages.look(PARCELS + by).body()).as("parcels by %s", by).isEqualTo("delivered: parcel");
            }
        } finally {
            Files.deleteIfExists(configuration);
            await("the application is gone").atMost(PATIENCE).until(() -> Pages.look(PARCELS + "factory").status() == 404);
            Files.delete(archive);
        }
    }

    private static String found(String factory, String queue) {
        return "lookup&factory=java:app/jms/" + factory + "&queue=java:app/jms/" + queue;
    }

    private static EnterpriseArchive carrier(Path adapter) {
        return ShrinkWrap.create(EnterpriseArchive.class, "carrier.ear")
                .addAsModule(adapter.toFile(), "ternmq.rar")
                .addAsModule(ShrinkWrap.create(JavaArchive.class, "depot.jar").addClass(ParcelBean.class))
                .addAsModule(ShrinkWrap.create(WebArchive.class, "desk.war").addClass(ParcelServlet.class)
                        // A servlet is given no context where no class of the application is a bean.
                        .addAsWebInfResource(new StringAsset("<beans bean-discovery-mode='all' version='4.0'/>"), "beans.xml"))
                .setApplicationXML(new StringAsset("""
                        <application xmlns="https://jakarta.ee/xml/ns/jakartaee" version="10">
                          <module><connector>ternmq.rar</connector></module>
                          <module><ejb>depot.jar</ejb></module>
                          <module><web><web-uri>desk.war</web-uri><context-root>/carrier</context-root></web></module>
                          <jms-connection-factory>
                            <name>java:app/jms/described</name>
                            <resource-adapter>carrier.ternmq</resource-adapter>
                          </jms-connection-factory>
                          <jms-destination>
                            <name>java:app/jms/describedParcels</name>
                            <interface-name>jakarta.jms.Queue</interface-name>
                            <resource-adapter>carrier.ternmq</resource-adapter>
                            <destination-name>carrier_parcels</destination-name>
                          </jms-destination>
                          <connection-factory>
                            <name>java:app/jms/describedConnector</name>
                            <interface-name>jakarta.jms.ConnectionFactory</interface-name>
                            <resource-adapter>#ternmq</resource-adapter>
                            <transaction-support>XATransaction</transaction-support>
                          </connection-factory>
                          <administered-object>
                            <name>java:app/jms/describedAdministeredParcels</name>
                            <interface-name>jakarta.jms.Queue</interface-name>
                            <class-name>io.ternmq.jca.admin.QueueObject</class-name>
                            <resource-adapter>#ternmq</resource-adapter>
                            <property><name>destinationName</name><value>carrier_parcels</value></property>
                          </administered-object>
                        </application>
                        """));
    }
}
