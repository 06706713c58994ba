#!/bin/sh
# JVM settings of the name server; called by mqnamesrv. This is the place to edit them.
TERNMQ_HOME=${TERNMQ_HOME:-$(cd "$(dirname "$0")/.." && pwd -P)}
. "$TERNMQ_HOME/bin/findjava.sh"

JAVA_OPT="${JAVA_OPT} -server -Xms64m -Xmx256m"
JAVA_OPT="${JAVA_OPT} -XX:MaxDirectMemorySize=128m"
JAVA_OPT="${JAVA_OPT} -XX:+ExitOnOutOfMemoryError -XX:-OmitStackTraceInFastThrow"
JAVA_OPT="${JAVA_OPT} -Dlogback.configurationFile=$TERNMQ_HOME/conf/logback_namesrv.xml"

# Options of the environment come last and win.
JAVA_OPT="${JAVA_OPT} ${JAVA_OPT_EXT}"

# Files are for the name server's own user.
umask 077
# shellcheck disable=SC2086 # JAVA_OPT is a list
exec "$JAVA" ${JAVA_OPT} "-Dternmq.home=$TERNMQ_HOME" -cp "$TERNMQ_HOME/conf:$TERNMQ_HOME/lib/*" "$@"
