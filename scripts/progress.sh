# shellcheck shell=bash
# To be sourced: quiet steps with their time, and steps that are repeated only when there is need. What a step prints goes
# to .build/logs and is shown only when it fails.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs="$root/.build/logs"
mkdir -p "$logs"

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# step NAME COMMAND [ARGUMENT…]: runs the command and prints "NAME  SECONDS s"; its output is left in $step_log.
# On a terminal the line counts along; elsewhere a long step says every minute that it is still running.
step() {
    local name=$1
    shift
    step_log="$logs/${name//[^A-Za-z0-9]/-}.log"
    local begin=$SECONDS pid status=0 told=0
    "$@" >"$step_log" 2>&1 </dev/null &
    pid=$!
    # shellcheck disable=SC2064 # the process of this step, not of the last one
    trap "kill $pid 2>/dev/null || true; exit 130" INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        if [ -t 1 ]; then
            printf '\r\033[K  %-28s %4d s  %s' "$name" $((SECONDS - begin)) "$(tail -n 1 "$step_log" | cut -c 1-60)"
        elif [ $(((SECONDS - begin) / 60)) -gt "$told" ]; then
            told=$(((SECONDS - begin) / 60))
            printf '  %-28s %4d s so far\n' "$name" $((SECONDS - begin))
        fi
        sleep 0.2
    done
    wait "$pid" || status=$?
    trap - INT TERM
    if [ -t 1 ]; then printf '\r\033[K'; fi
    if [ "$status" = 0 ]; then
        printf '  %-28s %4d s\n' "$name" $((SECONDS - begin))
    else
        printf '  %-28s %4d s  failed with status %d; the end of %s:\n' \
            "$name" $((SECONDS - begin)) "$status" "${step_log#"$root"/}"
        tail -n 60 "$step_log" | cut -c 1-400
    fi
    return "$status"
}

# Runs a command only when what it was made from has changed: the stamp holds a hash of it.
unless_made() {
    local stamp=$1 wanted=$2
    shift 2
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
    "$@"
    printf '%s\n' "$wanted" >"$stamp"
}

hash_of() { cat "$@" | git hash-object --stdin; }
