# shellcheck shell=bash
# A running server with demonstration data: the only place that knows how one is started and what it prints.

demo_url=
demo_token=

# start_demo: builds and starts the server, and sets demo_url (no trailing slash) and demo_token.
start_demo() {
    if [[ -n $demo_url ]]; then return 0; fi
    cargo build --quiet --locked --package kuvend-server --bin kuvend || return 1
    local log=$work_dir/demo.log name pid i
    : >"$log"
    # Away from the configuration files and variables of whoever runs this.
    (
        for name in "${!KUVEND_@}"; do unset "$name"; done
        cd "$work_dir" && exec setpriv --pdeathsig TERM -- \
            "$target_dir/debug/kuvend" demo --data "$work_dir/demo" --listen 127.0.0.1:0
    ) </dev/null >"$log" 2>&1 &
    pid=$!
    at_exit stop_demo "$pid"
    for ((i = 0; i < 600; i++)); do
        demo_url=$(grep -oEm 1 'http://127\.0\.0\.1:[0-9]+' "$log")
        demo_token=$(sed -nE 's/^.*Token: *([^[:space:]]+).*$/\1/p' "$log" | head -n 1)
        if [[ -n $demo_url && -n $demo_token ]]; then return 0; fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    demo_url=
    complain "the demonstration server did not print its address and token within 60 s:"
    tail -n 20 "$log" >&2
    return 1
}

# stop_demo PID: asks, waits 10 s, then insists.
stop_demo() {
    local i
    kill -TERM "$1" 2>/dev/null || return 0
    for ((i = 0; i < 100; i++)); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    complain "the demonstration server did not stop within 10 s of SIGTERM"
    kill -KILL "$1" 2>/dev/null
}
