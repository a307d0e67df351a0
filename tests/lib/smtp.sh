# shellcheck shell=bash
# smtp-sink and smtp-source of Debian's postfix package, unpacked and not installed: no mail service comes with them.

# provide_smtp_sink: exports KUVEND_TEST_SMTP_SINK and KUVEND_TEST_SMTP_SOURCE, commands that can be run as they stand.
provide_smtp_sink() {
    if [[ -n ${KUVEND_TEST_SMTP_SINK:-} ]]; then return 0; fi
    local home=$target_dir/test-postfix
    if [[ ! -x $home/smtp-sink ]]; then
        if command -v smtp-sink >/dev/null; then
            mkdir -p "$home"
            wrap_postfix_tool "$home" smtp-sink "$(command -v smtp-sink)"
            wrap_postfix_tool "$home" smtp-source "$(command -v smtp-source)"
        else
            unpack_postfix "$home" || return 1
        fi
    fi
    export KUVEND_TEST_SMTP_SINK=$home/smtp-sink KUVEND_TEST_SMTP_SOURCE=$home/smtp-source
}

# unpack_postfix HOME
unpack_postfix() {
    if ! command -v apt-get >/dev/null; then
        left_out "smtp-sink" "$(why_not_apt)"
        return 1
    fi
    if may_apt; then apt_update_once; fi
    local unpacked=$1/unpacked package missing=()
    rm -rf "$1" && mkdir -p "$unpacked"
    if ! (cd "$1" && apt-get download -qq -o APT::Sandbox::User=root postfix </dev/null && dpkg -x postfix_*.deb unpacked); then
        left_out "smtp-sink" "Debian's postfix package could not be downloaded"
        return 1
    fi
    wrap_postfix_tool "$1" smtp-sink "$unpacked/usr/sbin/smtp-sink" "$unpacked/usr/lib/postfix"
    wrap_postfix_tool "$1" smtp-source "$unpacked/usr/sbin/smtp-source" "$unpacked/usr/lib/postfix"
    # Of the libraries that the package depends on, a bare machine may lack some.
    if LD_LIBRARY_PATH=$unpacked/usr/lib/postfix ldd "$unpacked/usr/sbin/smtp-sink" | grep -q 'not found'; then
        for package in $(dpkg-deb -f "$1"/postfix_*.deb Depends | tr ',' '\n' | awk '$1 ~ /^lib/ { print $1 }'); do
            missing+=("$package")
        done
        { may_apt && apt_install "${missing[@]}"; } || {
            rm -rf "$1"
            left_out "smtp-sink" "it needs the libraries ${missing[*]}"
            return 1
        }
    fi
    rm -f "$1"/postfix_*.deb
}

# wrap_postfix_tool HOME NAME PROGRAM [LIBRARIES]: a command that finds its libraries, and that a test may start as
# root: the sink insists on being told which user it is to become, and its dumps must stay readable to who started it.
wrap_postfix_tool() {
    {
        echo '#!/bin/sh'
        if [[ -n ${4:-} ]]; then printf 'LD_LIBRARY_PATH=%q\nexport LD_LIBRARY_PATH\n' "$4"; fi
        if [[ $2 == smtp-sink ]]; then
            # shellcheck disable=SC2016 # expanded when the wrapper runs
            printf '[ "$(id -u)" = 0 ] && set -- -u root "$@"\n'
        fi
        printf 'exec %q "$@"\n' "$3"
    } >"$1/$2"
    chmod +x "$1/$2"
}
