#!/usr/bin/env bash
# Runs the README's first five minutes against a running server and compares what it answers with what the README shows.
# Usage: tests/readme.sh URL TOKEN
set -euo pipefail
export KUVEND=$1 TOKEN=$2
readme=$(dirname "$0")/../README.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The commands, but for the line that a reader fills in.
awk '/^```sh$/{on=1;next} /^```/{on=0} on' "$readme" | grep -v '^export KUVEND' >"$work/commands"
# What the README shows, without what differs from run to run.
awk '/^```/{ if (inside) { inside = plain = 0 } else { inside = 1; plain = ($0 == "```") } next } plain' "$readme" | grep -E '^([0-9]{3}$|\{"data")' | sed 's/,"extensions":.*//' >"$work/shown"
bash "$work/commands" | sed 's/,"extensions":.*//' >"$work/answered"

missing=0
while IFS= read -r line; do
    if ! grep -qxF -- "$line" "$work/answered"; then
        printf 'the README shows what the server did not answer:\n  %s\n' "$line"
        missing=$((missing + 1))
    fi
done <"$work/shown"
shown=$(wc -l <"$work/shown")
[[ $shown -ge 8 ]] || { echo "the README shows only $shown answers"; exit 1; }
if [[ $missing -gt 0 ]]; then
    echo 'the server answered:'
    cat "$work/answered"
    exit 1
fi
echo "$shown passed, 0 failed"
