#!/bin/bash
# Tries what the READMEs of the samples say about `mvn liberty:dev`, with their own commands: a broker, then for each sample the server in
# dev mode, the requests, and `q`. From the root of the project, after the first block there, the build:
#   samples/try-liberty-dev.sh [SAMPLE...]
# Options for Maven: MAVEN_OPTIONS="-o -B". Other ports than 9876, 10911 and 9080: NAME_SERVER_PORT, BROKER_PORT, HTTP_PORT.
# A minute or so for each sample; it fails where a message does not come through its bean.
set -u
NAME_SERVER_PORT=${NAME_SERVER_PORT:-9876}
BROKER_PORT=${BROKER_PORT:-10911}
HTTP_PORT=${HTTP_PORT:-9080}
PATIENCE_S=180

work=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill $broker; rm -rf "$work"' EXIT

# What the last of a sample's requests shows when its bean got the message
expected() {
    case $1 in
        orders) echo '"confirmed"' ;;
        xa-database) echo 'seat 1 for Ann' ;;
        request-reply) echo 'tern costs' ;;
        ordered) echo 'payment 3' ;;
        native-to-mdb) echo 'hilltop: 12' ;;
        *) echo "unknown sample: $1" >&2; exit 64 ;;
    esac
}

# Blocks of the README from "Start a broker" on: 1 starts the broker, 2 the server, 3 sends the requests
block() {
    awk -v wanted="$2" '/Start a broker, /{ on = 1 } on && /^```/{ inside = !inside; count += inside; next } on && inside && count == wanted' \
        "samples/$1/README.md" | sed "s/127.0.0.1:9876/127.0.0.1:$NAME_SERVER_PORT/; s/9080/$HTTP_PORT/; s/^mvn /mvn ${MAVEN_OPTIONS:-} /"
}

await() {
    local file=$1 text=$2 process=$3 second
    for ((second = 0; second < PATIENCE_S; second++)); do
        grep -q "$text" "$file" && return 0
        kill -0 "$process" 2> /dev/null || break
        sleep 1
    done
    echo "no $text in:"; tail -n 50 "$file"
    return 1
}

start_broker() {
    unzip -qo broker-server/target/ternmq-*.zip -d "$work"
    printf '%s\n' bindAddress=127.0.0.1 brokerIP1=127.0.0.1 "listenPort=$BROKER_PORT" "nameServerPort=$NAME_SERVER_PORT" \
        "storePathRootDir=$work/store" mappedFileSizeCommitLog=67108864 > "$work/broker.properties"
    JAVA_OPT_EXT=-Duser.home=$work sh "$work"/ternmq-*/bin/mqbroker -c "$work/broker.properties" > "$work/broker.txt" 2>&1 &
    broker=$!
    await "$work/broker.txt" "boot success" "$broker"
}

try() {
    local sample=$1 text server second result=1
    text=$(expected "$sample") || return
    mkfifo "$work/$sample.in"
    http_port=$HTTP_PORT ternmq_nameServers=127.0.0.1:$NAME_SERVER_PORT bash -c "$(block "$sample" 2)" \
        < "$work/$sample.in" > "$work/$sample.txt" 2>&1 &
    server=$!
    exec 3> "$work/$sample.in"
    if await "$work/$sample.txt" CWWKZ0001I "$server"; then
        for ((second = 0; second < 30; second++)); do
            # The first time all of them, then only the last, until the message is there
            block "$sample" 3 | { [ "$second" = 0 ] && cat || tail -1; } > "$work/requests"
            bash "$work/requests" > "$work/answers" 2> "$work/errors"
            grep -q "$text" "$work/answers" && result=0 && break
            sleep 1
        done
        grep "$text" "$work/answers"
        [ "$result" = 0 ] || tail -n 50 "$work/errors" "$work/$sample.txt"
    fi
    ! kill -0 "$server" 2> /dev/null || echo q >&3
    exec 3>&-
    wait "$server" || { echo "liberty:dev ended with $?"; result=1; }
    rm "$work/$sample.in"
    return $result
}

start_broker || exit 1
[ $# -gt 0 ] || set -- orders xa-database request-reply ordered native-to-mdb
failed=0
for sample; do
    if try "$sample"; then echo "$sample: works"; else echo "$sample: FAILED"; failed=1; fi
done
exit $failed
