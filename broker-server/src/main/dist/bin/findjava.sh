# Read by runbroker.sh and runserver.sh: finds java 17 or newer and leaves its path in JAVA.
if [ -n "$JAVA_HOME" ]; then
    JAVA=$JAVA_HOME/bin/java
    [ -x "$JAVA" ] || { echo "TernMQ needs Java 17 or newer: JAVA_HOME is $JAVA_HOME, and there is no bin/java in it." >&2; exit 1; }
else
    JAVA=$(command -v java) || { echo "TernMQ needs Java 17 or newer: JAVA_HOME is not set, and there is no java in the PATH." >&2; exit 1; }
fi
java_version=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
java_major=${java_version#1.}
java_major=${java_major%%[!0-9]*}
if [ "${java_major:-0}" -lt 17 ]; then
    echo "TernMQ needs Java 17 or newer: $JAVA is version ${java_version:-unknown}." >&2
    exit 1
fi
if [ "$java_major" -ge 24 ]; then
    JAVA_OPT="${JAVA_OPT} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
fi
