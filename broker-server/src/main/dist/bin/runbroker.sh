#!/bin/sh
# JVM settings of the broker; called by mqbroker. This is the place to edit them.
TERNMQ_HOME=${TERNMQ_HOME:-$(cd "$(dirname "$0")/.." && pwd -P)}
. "$TERNMQ_HOME/bin/findjava.sh"

# Memory. Messages are held in the operating system's page cache, not in the heap: leave most of the machine to it.
JAVA_OPT="${JAVA_OPT} -server -Xms512m -Xmx512m"
JAVA_OPT="${JAVA_OPT} -XX:MaxDirectMemorySize=512m"
JAVA_OPT="${JAVA_OPT} -XX:+UseG1GC -XX:MaxGCPauseMillis=20"
# A broker that has run out of memory stops; what it has acknowledged is in its log.
JAVA_OPT="${JAVA_OPT} -XX:+ExitOnOutOfMemoryError -XX:-OmitStackTraceInFastThrow"
JAVA_OPT="${JAVA_OPT} -Dlogback.configurationFile=$TERNMQ_HOME/conf/logback_broker.xml"

# Options of the environment come last and win.
JAVA_OPT="${JAVA_OPT} ${JAVA_OPT_EXT}"

# Files are for the broker's own user.
umask 077
# shellcheck disable=SC2086 # JAVA_OPT is a list
exec "$JAVA" ${JAVA_OPT} "-Dternmq.home=$TERNMQ_HOME" -cp "$TERNMQ_HOME/conf:$TERNMQ_HOME/lib/*" "$@"
