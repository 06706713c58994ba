package io.ternmq.jms.message;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which classes an object message may bring to life: values of the JDK, and what the connection factory allows by class name
 * ({@code com.acme.Order}), package ({@code com.acme.*}), package with all below it ({@code com.acme.**}), or {@code *} for
 * everything, which is to trust every sender. Immutable.
 */
public final class TrustedClasses {
    private static final long MAX_DEPTH = 64;
    private static final long MAX_REFERENCES = 1_000_000;
    // An array's elements take room in the message; a hash table may have some more places than that.
    private static final long MAX_ELEMENTS_PER_BYTE = 8;
    private static final long SMALL_ARRAY_LENGTH = 1024;
    private static final Set<String> JDK_PACKAGES = Set.of("java.math", "java.time", "java.time.chrono");
    private static final Set<String> JDK_CLASSES = Set.of("java.lang.Boolean", "java.lang.Byte", "java.lang.Short",
        "java.lang.Character", "java.lang.Integer", "java.lang.Long", "java.lang.Float", "java.lang.Double", "java.lang.Number",
        "java.lang.String", "java.lang.StringBuffer", "java.lang.StringBuilder", "java.lang.Enum", "java.lang.Object",
        "java.util.UUID", "java.util.Date", "java.util.Locale", "java.util.Currency", "java.util.ArrayList",
        "java.util.LinkedList", "java.util.Vector", "java.util.Stack",
        "java.util.ArrayDeque", "java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.HashSet",
        "java.util.LinkedHashSet", "java.util.TreeSet", "java.util.Hashtable", "java.util.Properties", "java.util.EnumMap",
        "java.util.BitSet", "java.util.CollSer", "java.util.Arrays$ArrayList", "java.util.Map$Entry", "java.util.AbstractMap",
        "java.util.Collections$EmptyList", "java.util.Collections$EmptyMap", "java.util.Collections$EmptySet",
        "java.util.Collections$SingletonList", "java.util.Collections$SingletonMap", "java.util.Collections$SingletonSet",
        "java.util.Collections$UnmodifiableCollection", "java.util.Collections$UnmodifiableList",
        "java.util.Collections$UnmodifiableRandomAccessList", "java.util.Collections$UnmodifiableMap",
        "java.util.Collections$UnmodifiableSet", "java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN",
        "java.util.ImmutableCollections$Set12", "java.util.ImmutableCollections$SetN", "java.util.ImmutableCollections$Map1",
        "java.util.ImmutableCollections$MapN");

    private final List<String> patterns;

    /**
     * @param patterns what is allowed beyond the JDK's values
     */
    public TrustedClasses(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    Serializable read(byte[] serialised) throws JMSException {
        AtomicReference<String> rejected = new AtomicReference<>("");
        try (Input in = new Input(serialised)) {
            in.setObjectInputFilter(info -> check(info, SMALL_ARRAY_LENGTH + MAX_ELEMENTS_PER_BYTE * serialised.length, rejected));
            return (Serializable) in.readObject();
        } catch (InvalidClassException e) {
            MessageFormatException refused = new MessageFormatException("The object in the message cannot be read: " + e.getMessage()
                + rejected + ". Classes have to be allowed by the connection factory's trustedClasses " + patterns, JmsErrors.CLASS_NOT_ALLOWED);
            refused.initCause(e);
            refused.setLinkedException(e);
            throw refused;
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw MessageErrors.format("The object in the message cannot be read: " + e, e);
        }
    }

    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info, long maxArrayLength, AtomicReference<String> rejected) {
        if (info.depth() > MAX_DEPTH || info.references() > MAX_REFERENCES || info.arrayLength() > maxArrayLength) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        boolean isAllowed = type == null || type.isPrimitive() || isJdkValue(type) || isTrusted(type.getName());
        if (!isAllowed) {
            rejected.set(" " + type.getName());
        }
        return isAllowed ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    private static boolean isJdkValue(Class<?> type) {
        return JDK_CLASSES.contains(type.getName()) || JDK_PACKAGES.contains(type.getPackageName());
    }

    private boolean isTrusted(String className) {
        for (String pattern : patterns) {
            if (pattern.equals("*") || pattern.equals(className)) {
                return true;
            }
            boolean isTree = pattern.endsWith(".**");
            if (isTree || pattern.endsWith(".*")) {
                String prefix = pattern.substring(0, pattern.lastIndexOf('.') + 1);
                if (className.startsWith(prefix) && (isTree || className.indexOf('.', prefix.length()) < 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Finds classes as the application does: by the thread's context class loader first. */
    private static final class Input extends ObjectInputStream {
        Input(byte[] serialised) throws IOException {
            super(new ByteArrayInputStream(serialised));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            if (context == null || isPrimitiveName(description.getName())) {
                return super.resolveClass(description);
            }
            try {
                return Class.forName(description.getName(), false, context);
            } catch (ClassNotFoundException e) {
                Class<?> found = super.resolveClass(description);
                assert found != null : e;
                return found;
            }
        }

        private static boolean isPrimitiveName(String name) {
            return name.indexOf('.') < 0 && !name.startsWith("[") && Character.isLowerCase(name.charAt(0));
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new InvalidClassException("dynamic proxies are not read");
        }
    }
}
