# shellcheck shell=bash
# A PostgreSQL of our own for one run: private, on loopback, as fast as durability forgotten allows.

# Settings that go before the ones below.
postgres_settings=()

# find_postgres_bin: prints the directory that holds initdb and postgres, the newest version first.
find_postgres_bin() {
    local initdb directory
    while read -r directory; do
        if [[ -x $directory/initdb && -x $directory/postgres ]]; then
            echo "$directory"
            return 0
        fi
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV)
    # On the PATH there may be a link: the tools look for their share beside the real file.
    initdb=$(command -v initdb) && directory=$(dirname "$(readlink -f "$initdb")") && [[ -x $directory/postgres ]] && echo "$directory"
}

# provide_postgres: exports KUVEND_TEST_POSTGRES, the URL of a role that may create databases. One that is set is used.
provide_postgres() {
    if [[ -n ${KUVEND_TEST_POSTGRES:-} ]]; then
        say "PostgreSQL: the one KUVEND_TEST_POSTGRES names"
        return 0
    fi
    local bin
    if ! bin=$(find_postgres_bin); then
        { may_apt && apt_install postgresql && bin=$(find_postgres_bin); } || {
            left_out "PostgreSQL" "$(why_not_apt)"
            return 1
        }
    fi
    start_postgres "$bin" || {
        left_out "PostgreSQL" "a private server could not be started with $bin"
        return 1
    }
}

# start_postgres BIN
start_postgres() {
    local bin=$1 home password port attempt owner as=()
    home=$(mktemp -d "${TMPDIR:-/tmp}/kuvend-postgres.XXXXXX")
    if ((EUID == 0)); then
        # PostgreSQL refuses to be root.
        owner=nobody
        if id postgres >/dev/null 2>&1; then owner=postgres; fi
        as=(setpriv --reuid "$owner" --regid "$(id -g "$owner")" --clear-groups)
    fi
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" >"$home/password"
    if [[ -n ${owner:-} ]]; then chown -R "$owner" "$home"; fi
    # Passwords, since a superuser of PostgreSQL can run programs and loopback is everybody's; in clear, since
    # hundreds of connections would spend seconds on hashing.
    if ! (cd "$home" && "${as[@]}" "$bin/initdb" -D "$home/data" -U kuvend -A password --pwfile="$home/password" \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1); then
        tail -n 5 "$home/initdb.log" >&2
        rm -rf "$home"
        return 1
    fi
    for attempt in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 10000))
        # The death signal stops the server even if this script is killed outright.
        (cd "$home" && exec "${as[@]}" setpriv --pdeathsig INT -- "$bin/postgres" -D "$home/data" -p "$port" \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
            -c shared_buffers=256MB -c max_wal_size=512MB -c checkpoint_timeout=1h -c jit=off \
            -c max_parallel_workers_per_gather=0 -c timezone=UTC -c log_statement=none "${postgres_settings[@]}") >"$home/log" 2>&1 &
        postgres_pid=$!
        if postgres_answers "$bin" "$port"; then
            at_exit stop_postgres "$postgres_pid" "$home"
            export KUVEND_TEST_POSTGRES="postgres://kuvend:$password@127.0.0.1:$port/postgres"
            say "PostgreSQL: $("$bin/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)*' | head -n 1) on 127.0.0.1:$port"
            return 0
        fi
        complain "PostgreSQL did not start on port $port (try $attempt)"
    done
    tail -n 5 "$home/log" >&2
    rm -rf "$home"
    return 1
}

# postgres_answers BIN PORT: waits up to 30 s, or until the server is gone.
postgres_answers() {
    local i
    for ((i = 0; i < 300; i++)); do
        kill -0 "$postgres_pid" 2>/dev/null || return 1
        "$1/pg_isready" -q -h 127.0.0.1 -p "$2" -d postgres -U kuvend && return 0
        sleep 0.1
    done
    kill -QUIT "$postgres_pid" 2>/dev/null
    return 1
}

# stop_postgres PID DIRECTORY: at once, without a checkpoint: the directory goes with it.
stop_postgres() {
    kill -QUIT "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    rm -rf "$2"
}
