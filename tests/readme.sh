#!/usr/bin/env bash
# Runs the README's first five minutes against a running server and compares all that is answered with what the README shows;
# then the way to an office, with the `kuvend` of the PATH, but for what installs, stays or asks.
# Usage: tests/readme.sh URL TOKEN
set -euo pipefail
export KUVEND=$1 TOKEN=$2
readme=$(dirname "$0")/../README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fences SECTION KIND: the lines that stand in a section's fences of a kind, without the line that a reader takes from the demo.
fences() {
    awk -v section="## $1" -v kind="\`\`\`$2" '/^## /{on = $0 == section}
        on && /^```/{ if (inside) { inside = wanted = 0 } else { inside = 1; wanted = $0 == kind } next }
        wanted && !/^export KUVEND/' "$readme"
}

# What differs from run to run is an ellipsis in the README; empty lines are nobody's.
steady() {
    sed -e 's/"extensions":.*/"extensions":…}/' -e 's/ held on .*/ held on …./' -e 's/^When: .*/When: …/' \
        -e 's|^http.*/r/.*|http://127.0.0.1:8080/r/…|' -e 's|^http.*/me?|http://127.0.0.1:8080/me?|' -e '/^$/d'
}

fences 'Five minutes' sh >"$work/commands"
fences 'Five minutes' '' | steady >"$work/shown"
# By a shell that knows POSIX and nothing else, where there is one.
shell=$(command -v dash || command -v sh)
"$shell" "$work/commands" | steady >"$work/answered"
shown=$(wc -l <"$work/shown")
[[ $shown -ge 20 ]] || { echo "the README shows only $shown lines of answers"; exit 1; }
if ! diff "$work/shown" "$work/answered"; then
    echo 'the README shows what is marked <, the server answered what is marked >'
    exit 1
fi

fences 'For an office' sh | grep -vE '^(cargo|kuvend serve|curl) ?' >"$work/office"
if ! env -i HOME="$work" PATH="$PATH" "$shell" -eu "$work/office" >"$work/said" 2>&1; then
    echo 'the way to an office does not end well:'
    cat "$work/said"
    exit 1
fi
[[ $(grep -cE '^(ok|warn|fail) ' "$work/said") -eq $(grep -c '^ok ' "$work/said") ]] || {
    echo 'the doctor finds something amiss on the way to an office:'
    cat "$work/said"
    exit 1
}
echo "$((shown + $(wc -l <"$work/office"))) passed, 0 failed"
