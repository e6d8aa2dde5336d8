# shellcheck shell=bash disable=SC2034
# common.sh - sourced by the scripts of this folder: a scratch folder, the program as `lsq`, and counted checks.
# The last line is "passed N" for the test runner.
# SPDX-License-Identifier: MIT
set -u
: "${LSQ:?is the path of the program}"
LSQ=$(readlink -f "$LSQ")
T=$(mktemp -d)
trap 'chmod -R u+rwx "$T" 2>/dev/null; rm -rf "$T"' EXIT
mkdir "$T/bin"
ln -s "$LSQ" "$T/bin/lsq"
PATH=$T/bin:$PATH
export LSQ T PATH
unset NO_COLOR
passed=0 failed=0
# Sanitizers want more memory and stack than a small limit leaves, and bear no tracer and no preloaded object.
sanitized=
if grep -q __asan_init "$LSQ"; then sanitized=yes; fi

pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    printf 'FAIL %s\n' "$*"
}

# is WHAT GOT WANTED
is() {
    if [ "$2" = "$3" ]; then
        pass
    else
        fail "$1"
        printf '  got:    %s\n  wanted: %s\n' "$2" "$3"
    fi
}

# has WHAT TEXT PART
has() {
    if [[ $2 == *"$3"* ]]; then
        pass
    else
        fail "$1"
        printf '  got:    %s\n  without %s\n' "$2" "$3"
    fi
}

# run COMMAND...: sets out, err, status.
run() {
    "$@" >"$T/out" 2>"$T/err"
    status=$?
    out=$(tr -d '\0' <"$T/out")
    err=$(tr -d '\0' <"$T/err")
}

# run_checks PATTERN: each function whose name matches, and whether it passed.
run_checks() {
    local check before
    for check in $(declare -F | awk -v pattern="$1" '$3 ~ pattern { print $3 }'); do
        before=$failed
        $check
        [ "$failed" -eq "$before" ] && echo "ok    $check" || echo "FAIL  $check"
    done
}

finish() {
    [ $failed -eq 0 ] || exit 1
    echo "passed $passed"
}
