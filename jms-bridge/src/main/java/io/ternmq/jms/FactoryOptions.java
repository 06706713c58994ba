package io.ternmq.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The options of a connection factory by name: for URIs and JNDI references. */
final class FactoryOptions {
    private static final String ADDRESS = "namesrvAddr";
    private static final String PASSWORD = "password";
    private static final String PROTOCOL = "protocol";
    private static final Map<String, Option> OPTIONS = new LinkedHashMap<>();

    static {
        text(ADDRESS, TernConnectionFactory::getNamesrvAddr, TernConnectionFactory::setNamesrvAddr);
        text(PROTOCOL, TernConnectionFactory::getProtocol, TernConnectionFactory::setProtocol);
        text("profile", TernConnectionFactory::getProfile, TernConnectionFactory::setProfile);
        text("user", TernConnectionFactory::getUser, TernConnectionFactory::setUser);
        text(PASSWORD, TernConnectionFactory::getPassword, TernConnectionFactory::setPassword);
        text("clientId", TernConnectionFactory::getClientId, TernConnectionFactory::setClientId);
        number("prefetch", f -> (long) f.getPrefetch(), (f, value) -> f.setPrefetch(Math.toIntExact(value)));
        number("prefetchBytes", TernConnectionFactory::getPrefetchBytes, TernConnectionFactory::setPrefetchBytes);
        number("receivePrefetch", f -> (long) f.getReceivePrefetch(), (f, value) -> f.setReceivePrefetch(Math.toIntExact(value)));
        number("ackWindow", f -> (long) f.getAckWindow(), (f, value) -> f.setAckWindow(Math.toIntExact(value)));
        number("requestTimeoutMs", TernConnectionFactory::getRequestTimeoutMs, TernConnectionFactory::setRequestTimeoutMs);
        number("connectTimeoutMs", TernConnectionFactory::getConnectTimeoutMs, TernConnectionFactory::setConnectTimeoutMs);
        number("leaseMs", TernConnectionFactory::getLeaseMs, TernConnectionFactory::setLeaseMs);
        flag("reconnect", TernConnectionFactory::isReconnect, TernConnectionFactory::setReconnect);
        number("reconnectDelayMs", TernConnectionFactory::getReconnectDelayMs, TernConnectionFactory::setReconnectDelayMs);
        number("reconnectMaxDelayMs", TernConnectionFactory::getReconnectMaxDelayMs, TernConnectionFactory::setReconnectMaxDelayMs);
        number("reconnectTimeoutMs", TernConnectionFactory::getReconnectTimeoutMs, TernConnectionFactory::setReconnectTimeoutMs);
        text("sendPolicy", TernConnectionFactory::getSendPolicy, TernConnectionFactory::setSendPolicy);
        number("sendTimeoutMs", TernConnectionFactory::getSendTimeoutMs, TernConnectionFactory::setSendTimeoutMs);
        number("maxDeliveries", f -> (long) f.getMaxDeliveries(), (f, value) -> f.setMaxDeliveries(Math.toIntExact(value)));
        number("redeliveryDelayMs", TernConnectionFactory::getRedeliveryDelayMs, TernConnectionFactory::setRedeliveryDelayMs);
        number("redeliveryMultiplierPercent", f -> (long) f.getRedeliveryMultiplierPercent(),
            (f, value) -> f.setRedeliveryMultiplierPercent(Math.toIntExact(value)));
        number("maxRedeliveryDelayMs", TernConnectionFactory::getMaxRedeliveryDelayMs, TernConnectionFactory::setMaxRedeliveryDelayMs);
        number("redeliveryJitterPercent", f -> (long) f.getRedeliveryJitterPercent(),
            (f, value) -> f.setRedeliveryJitterPercent(Math.toIntExact(value)));
        text("deadLetter", TernConnectionFactory::getDeadLetter, TernConnectionFactory::setDeadLetter);
        text("nativeBody", TernConnectionFactory::getNativeBody, TernConnectionFactory::setNativeBody);
        text("trustedClasses", TernConnectionFactory::getTrustedClasses, TernConnectionFactory::setTrustedClasses);
    }

    private FactoryOptions() {
    }

    private record Option(Function<TernConnectionFactory, String> getter, BiConsumer<TernConnectionFactory, String> setter) {
    }

    private static void text(String name, Function<TernConnectionFactory, String> getter,
            BiConsumer<TernConnectionFactory, String> setter) {
        OPTIONS.put(name, new Option(getter, setter));
    }

    private static void number(String name, Function<TernConnectionFactory, Long> getter,
            BiConsumer<TernConnectionFactory, Long> setter) {
        OPTIONS.put(name, new Option(getter.andThen(String::valueOf), (factory, value) -> setter.accept(factory, parse(name, value))));
    }

    private static void flag(String name, Function<TernConnectionFactory, Boolean> getter,
            BiConsumer<TernConnectionFactory, Boolean> setter) {
        OPTIONS.put(name, new Option(getter.andThen(String::valueOf), (factory, value) -> setter.accept(factory, parseFlag(name, value))));
    }

    private static boolean parseFlag(String name, String value) {
        return switch (value.trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + ": '" + value + "' (expected: true or false)");
        };
    }

    private static long parse(String name, String value) {
        try {
            return Long.parseLong(value.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": '" + value + "' (expected: a number)", e);
        }
    }

    static Set<String> names() {
        return Collections.unmodifiableSet(OPTIONS.keySet());
    }

    static void apply(TernConnectionFactory factory, String name, String value) {
        Option option = OPTIONS.get(name);
        if (option == null) {
            throw new IllegalArgumentException("option '" + name + "' (expected: one of " + OPTIONS.keySet() + ")");
        }
        option.setter.accept(factory, value);
    }

    /** All options that have a value. */
    static Map<String, String> read(TernConnectionFactory factory) {
        Map<String, String> values = new LinkedHashMap<>();
        OPTIONS.forEach((name, option) -> {
            String value = option.getter.apply(factory);
            if (value != null) {
                values.put(name, value);
            }
        });
        return values;
    }

    /** Whether a text is a URI with one of the schemes, and not just addresses. */
    static boolean isUri(String text) {
        return TernConnectionFactory.PROTOCOLS.stream().anyMatch(protocol -> text.startsWith(protocol + ":/"));
    }

    static void applyUri(TernConnectionFactory factory, String uri) {
        int colon = uri.indexOf(':');
        if (colon < 0 || !TernConnectionFactory.PROTOCOLS.contains(uri.substring(0, colon))) {
            throw new IllegalArgumentException("URI '" + uri + "' (expected: ternmq://host:port,host:port?option=value, or rocketmq://)");
        }
        factory.setProtocol(uri.substring(0, colon));
        String rest = uri.substring(colon + 1).replaceFirst("^//", "");
        int question = rest.indexOf('?');
        String addresses = question < 0 ? rest : rest.substring(0, question);
        factory.setNamesrvAddr(addresses.replaceFirst("/$", "").replace(',', ';'));
        if (question >= 0) {
            for (String pair : rest.substring(question + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw new IllegalArgumentException("'" + pair + "' in URI (expected: option=value)");
                }
                apply(factory, pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
    }

    static String toUri(TernConnectionFactory factory) {
        Map<String, String> defaults = read(new TernConnectionFactory());
        StringJoiner options = new StringJoiner("&");
        read(factory).forEach((name, value) -> {
            if (!name.equals(ADDRESS) && !name.equals(PASSWORD) && !name.equals(PROTOCOL) && !value.equals(defaults.get(name))) {
                options.add(name + "=" + URLEncoder.encode(value, UTF_8));
            }
        });
        String address = factory.getNamesrvAddr() == null ? "" : factory.getNamesrvAddr().replace(';', ',');
        return factory.getProtocol() + "://" + address + (options.length() == 0 ? "" : "?" + options);
    }
}
