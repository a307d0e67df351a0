# shellcheck shell=bash
# What ran, how long it took, what was left out; and the way out, on which everything started is stopped.

report_lines=()
failed_sections=()
left_out_things=()
at_exit_commands=()

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# in_ci: whether nothing may be missing.
in_ci() { [[ ${CI:-} == true || ${CI:-} == 1 ]]; }

# left_out WHAT WHY: says what could not be provided; a failure where CI=true.
left_out() {
    left_out_things+=("left out: $1, because $2")
    complain "left out: $1, because $2"
}

# at_exit COMMAND…: run on the way out, last registered first.
at_exit() {
    local quoted
    printf -v quoted '%q ' "$@"
    at_exit_commands+=("$quoted")
}

run_at_exit() {
    local i
    for ((i = ${#at_exit_commands[@]} - 1; i >= 0; i--)); do
        eval "${at_exit_commands[i]}" || true
    done
    at_exit_commands=()
}

trap run_at_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# section NAME FUNCTION: runs and times one section. It fails if the function does; the sections after it still run.
# The function runs in this shell, so that what it starts is known to the way out; errexit does not hold inside.
section() {
    local name=$1 started=$SECONDS status=0
    say ""
    say "== $name"
    "$2" || status=$?
    local verdict=ok
    if ((status == skipped)); then
        verdict="left out"
    elif ((status != 0)); then
        verdict="FAILED"
        failed_sections+=("$name")
    fi
    report_lines+=("$(printf '%-14s %-9s %5ds' "$name" "$verdict" $((SECONDS - started)))")
}

# What a section's function returns when there was nothing it could run.
readonly skipped=77

# summarise: prints the table; fails if a section did, or if CI had to do without something.
summarise() {
    say ""
    say "== summary"
    local line
    for line in "${report_lines[@]}"; do say "$line"; done
    for line in "${left_out_things[@]}"; do say "$line"; done
    say "in all $((SECONDS / 60)) min $((SECONDS % 60)) s"
    if ((${#failed_sections[@]} > 0)); then
        say "FAILED: ${failed_sections[*]}"
        return 1
    fi
    if in_ci && ((${#left_out_things[@]} > 0)); then
        say "FAILED: nothing may be left out where CI=true"
        return 1
    fi
    say "everything that ran passed"
}
