package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.Recorder;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ManagedConnection;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pooled connection tells its pool, and when. */
class ConnectionEventsTest {

    private final FakeProvider provider = new FakeProvider();
    private final TernManagedConnectionFactory factory = Factories.managed(new FakeAdapter(provider, "broker:9876"), null);
    private final List<String> names = new ArrayList<>();
    private final List<ConnectionEvent> events = new ArrayList<>();
    private final ConnectionEventListener listener = Recorder.proxy(ConnectionEventListener.class, (method, arguments) -> {
        names.add(method);
        events.add((ConnectionEvent) arguments[0]);
        return null;
    });
    private ManagedConnection connection;

    @BeforeEach
    void open() throws ResourceException {
        connection = factory.createManagedConnection(null, null);
        connection.addConnectionEventListener(listener);
    }

    @Test
    void tellsOnceThatAHandleIsClosedAndWhich() throws ResourceException {
        PooledHandle handle = (PooledHandle) connection.getConnection(null, null);

        handle.close();
        handle.close();

        assertThat(names).containsExactly("connectionClosed");
        assertThat(events.get(0).getSource()).isSameAs(connection);
        assertThat(events.get(0).getConnectionHandle()).isSameAs(handle);
        assertThat(events.get(0).getId()).isEqualTo(ConnectionEvent.CONNECTION_CLOSED);
    }

    /** As Open Liberty does it for handles that an application has left open. */
    @Test
    void lacksNothingForAServerThatClosesHandlesByTheNameOfTheMethod() throws ResourceException, ReflectiveOperationException {
        Object handle = connection.getConnection(null, null);

        Method close = handle.getClass().getMethod("close");
        close.invoke(handle);

        assertThat(Modifier.isPublic(handle.getClass().getModifiers())).isTrue();
        assertThat(names).containsExactly("connectionClosed");
    }

    @Test
    void tellsOnceThatTheLinkIsLostAndNothingAfterwards() throws ResourceException {
        PooledHandle handle = (PooledHandle) connection.getConnection(null, null);

        provider.last().lose();
        provider.last().lose();
        handle.close();

        assertThat(names).containsExactly("connectionErrorOccurred");
        assertThat(events.get(0).getId()).isEqualTo(ConnectionEvent.CONNECTION_ERROR_OCCURRED);
        assertThat(events.get(0).getException()).isInstanceOf(JMSException.class).hasMessage("link lost");
    }

    @Test
    void tellsNothingWhileConnectionsAreMatchedAndValidated() throws ResourceException {
        provider.last().lose();
        names.clear();

        assertThat(factory.matchManagedConnections(Set.of(connection), null, null)).isNull();
        Set<?> invalid = factory.getInvalidConnections(Set.of(connection));

        assertThat(invalid.contains(connection)).isTrue();
        assertThat(names).isEmpty();
    }

    @Test
    void tellsNothingOnceItIsDestroyed() throws ResourceException {
        connection.destroy();

        provider.last().lose();

        assertThat(names).isEmpty();
        assertThatThrownBy(() -> connection.getConnection(null, null)).hasMessageContaining("TERN-208");
    }

    @Test
    void tellsNothingWhenTheServerTakesTheHandlesItself() throws ResourceException {
        PooledHandle handle = (PooledHandle) connection.getConnection(null, null);

        connection.cleanup();
        handle.close();

        assertThat(names).isEmpty();
    }

    @Test
    void tellsOnlyThoseWhoListen() {
        connection.removeConnectionEventListener(listener);

        provider.last().lose();

        assertThat(names).isEmpty();
    }

    @Test
    void movesAHandleFromOneConnectionToAnother() throws ResourceException {
        PooledHandle handle = (PooledHandle) connection.getConnection(null, null);
        ManagedConnection other = factory.createManagedConnection(null, null);
        other.addConnectionEventListener(listener);

        other.associateConnection(handle);
        handle.close();

        assertThat(names).containsExactly("connectionClosed");
        assertThat(events.get(0).getSource()).isSameAs(other);
        assertThatThrownBy(() -> other.associateConnection("foreign")).isInstanceOf(ResourceException.class)
                .hasMessageContaining("TERN-204");
    }
}
