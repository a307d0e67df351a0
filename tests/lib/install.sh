# shellcheck shell=bash
# Getting what is missing from the package registries. Nothing here starts a service or touches what is there already.

apt_is_updated=false
readonly policy_file=/usr/sbin/policy-rc.d

# may_apt: whether Debian packages can be installed by who runs this.
may_apt() { ((EUID == 0)) && command -v apt-get >/dev/null; }

# why_not_apt: the reason for `left_out`.
why_not_apt() {
    if command -v apt-get >/dev/null; then
        echo "it is not installed and only root can install it"
    else
        echo "it is not installed and there is no apt-get"
    fi
}

apt_update_once() {
    $apt_is_updated && return 0
    apt-get update -qq </dev/null >/dev/null || return 1
    apt_is_updated=true
}

# apt_install PACKAGE…: installs without questions, and without letting a packaged service start.
apt_install() {
    apt_update_once || return 1
    local made_policy=false status=0
    if [[ ! -e $policy_file ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy_file" && chmod +x "$policy_file"
        made_policy=true
        at_exit rm -f "$policy_file"
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >"$work_dir/apt.log" 2>&1 ||
        status=$?
    if $made_policy; then rm -f "$policy_file"; fi
    if ((status != 0)); then tail -n 5 "$work_dir/apt.log" >&2; fi
    return "$status"
}

# provide_command COMMAND PACKAGE: finds the command, else installs the Debian package that has it.
provide_command() {
    command -v "$1" >/dev/null && return 0
    may_apt && apt_install "$2" && command -v "$1" >/dev/null
}

# make_venv DIRECTORY: a new virtual environment.
make_venv() {
    provide_command python3 python3-venv || return 1
    rm -rf "$1"
    python3 -m venv "$1" >/dev/null 2>&1 && return 0
    # Debian splits venv from python3: one that is there may lack it.
    rm -rf "$1"
    may_apt && apt_install python3-venv && python3 -m venv "$1"
}

# provide_python: a virtual environment with the independent parsers; exports KUVEND_TEST_PYTHON.
provide_python() {
    local venv=$target_dir/test-venv stamp
    stamp=$(sha256sum tests/calendar/requirements.txt | cut -c1-64)
    if [[ ! -f $venv/$stamp ]]; then
        make_venv "$venv" || {
            left_out "the Python parsers" "there is no python3 with venv: $(why_not_apt)"
            return 1
        }
        "$venv/bin/pip" install -q --disable-pip-version-check -r tests/calendar/requirements.txt </dev/null || {
            left_out "the Python parsers" "pip could not install tests/calendar/requirements.txt"
            return 1
        }
        : >"$venv/$stamp"
    fi
    export KUVEND_TEST_PYTHON=$venv/bin/python
}

# provide_node: node 18 or later, and npm.
provide_node() {
    if ! { command -v node && command -v npm; } >/dev/null; then
        { may_apt && apt_install nodejs npm; } || {
            left_out "node and npm" "$(why_not_apt)"
            return 1
        }
    fi
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    if ((major < 18)); then
        left_out "node 18 or later" "node is $(node --version)"
        return 1
    fi
}

# npm_install DIRECTORY: what its package.json pins, once for each version of that file.
npm_install() {
    local stamp
    stamp=$(cat "$1"/package*.json | sha256sum | cut -c1-64)
    [[ -f $1/node_modules/.installed-$stamp ]] && return 0
    local verb=install
    if [[ -f $1/package-lock.json ]]; then verb=ci; fi
    (cd "$1" && npm "$verb" --no-audit --no-fund --ignore-scripts --loglevel=error </dev/null) || {
        left_out "the npm packages of $1" "npm could not install them"
        return 1
    }
    # A package.json without packages leaves no such directory.
    mkdir -p "$1/node_modules" && : >"$1/node_modules/.installed-$stamp"
}

# provide_browser: Chromium for the tests of pages; exports KUVEND_TEST_BROWSER.
provide_browser() {
    local name
    if [[ -n ${KUVEND_TEST_BROWSER:-} ]]; then return 0; fi
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null; then break; fi
        name=
    done
    if [[ -z $name ]]; then
        { may_apt && apt_install chromium; } || {
            left_out "a browser" "$(why_not_apt)"
            return 1
        }
        name=chromium
    fi
    KUVEND_TEST_BROWSER=$(command -v "$name")
    export KUVEND_TEST_BROWSER
}
