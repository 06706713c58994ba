package io.ternmq.jca.connection;

import jakarta.jms.JMSException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that decides which broker is reached, as whom, and how the client behaves. What is not said here is null or absent; what
 * is more specific (an activation, a connection factory) is laid over what is more general (the resource adapter).
 *
 * @param nameServers {@code host:port;host:port}, or null
 * @param user        name to log in with, or null
 * @param password    never printed; or null
 * @param clientId    JMS client identifier, or null
 * @param options     options of the JMS client by name; never null
 */
public record ConnectionSettings(String nameServers, String user, String password, String clientId, Map<String, String> options)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The property of that name. */
    public static final String NAME_SERVERS = "nameServers";

    private static final String COMPLETION_TIMEOUT = "reconnectTimeoutMs";
    private static final long COMPLETION_TIMEOUT_MS = 30_000;

    /** Treats blank as not said: servers pass an empty string for a property that is left out. */
    public ConnectionSettings {
        nameServers = blankToNull(nameServers);
        user = blankToNull(user);
        clientId = blankToNull(clientId);
        options = Map.copyOf(options);
    }

    /**
     * Reads options from a configuration property.
     *
     * @param text {@code name=value;name=value}, or null
     * @throws IllegalArgumentException for a part that is not of this form
     */
    public static Map<String, String> parseOptions(String text) {
        Map<String, String> options = new LinkedHashMap<>();
        if (text != null && !text.isBlank()) {
            for (String part : text.split(";")) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("options: '" + part + "' (expected: name=value;name=value)");
                }
                options.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
            }
        }
        return options;
    }

    /** These settings, with {@code general} filling what is missing. User and password are taken together. */
    public ConnectionSettings over(ConnectionSettings general) {
        boolean ownUser = user != null;
        Map<String, String> allOptions = new LinkedHashMap<>(general.options);
        allOptions.putAll(options);
        return new ConnectionSettings(nameServers != null ? nameServers : general.nameServers,
                ownUser ? user : general.user,
                ownUser ? password : general.password,
                clientId != null ? clientId : general.clientId,
                allOptions);
    }

    /** These settings without what is the same in {@code general}. User and password are taken together. */
    public ConnectionSettings without(ConnectionSettings general) {
        boolean ownUser = !(Objects.equals(user, general.user) && Objects.equals(password, general.password));
        Map<String, String> ownOptions = new LinkedHashMap<>(options);
        ownOptions.entrySet().removeAll(general.options.entrySet());
        return new ConnectionSettings(Objects.equals(nameServers, general.nameServers) ? null : nameServers,
                ownUser ? user : null,
                ownUser ? password : null,
                Objects.equals(clientId, general.clientId) ? null : clientId,
                ownOptions);
    }

    /** These settings with an option that is used unless one of that name is there already. */
    public ConnectionSettings withDefaultOption(String name, String value) {
        Map<String, String> allOptions = new LinkedHashMap<>(options);
        allOptions.putIfAbsent(name, value);
        return new ConnectionSettings(nameServers, user, password, clientId, allOptions);
    }

    /** These settings with another user. */
    public ConnectionSettings withUser(String newUser, String newPassword) {
        return new ConnectionSettings(nameServers, newUser, newPassword, clientId, options);
    }

    /**
     * The name server addresses.
     *
     * @throws JMSException when none are configured: the adapter never guesses "localhost", since a server may ask for a connection
     *                      before it has handed over the configured address
     */
    public String requireNameServers() throws JMSException {
        if (nameServers == null) {
            throw AdapterError.NO_ADDRESS.jms("No name server address: set the property nameServers (expected: host:port;host:port) "
                    + "of the resource adapter, the connection factory or the activation specification");
        }
        return nameServers;
    }

    /**
     * How long the end of a branch waits for a broker that is away: what the option {@code reconnectTimeoutMs} says, 0 for not at all, or 30
     * seconds. Since connections of the adapter do not connect again, that is all that the option means here.
     */
    public long completionTimeoutMs() {
        String said = options.get(COMPLETION_TIMEOUT);
        return said == null ? COMPLETION_TIMEOUT_MS : Long.parseLong(said);
    }

    @Override
    public String toString() {
        return "ConnectionSettings[nameServers=" + nameServers + ", user=" + user + ", clientId=" + clientId
                + ", options=" + options + "]";
    }

    private static String blankToNull(String value) {
        return value == null || value.isBlank() ? null : value.trim();
    }
}
