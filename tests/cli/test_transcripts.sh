#!/usr/bin/env bash
# Every case of transcripts/*.txt: a command, what it prints, what it says, its exit code.
#
#   # comment, names the case       $ command, run by bash from the top of the tree, $T being a scratch folder
#   lines of standard output        "..." alone stands for any number of lines
#   ! lines of standard error       = exit code, 0 if there is none
#
# Blank lines at the end of a case do not count.  On failure standard output must be empty whatever the case says.
# SPDX-License-Identifier: MIT
. tests/cli/common.sh

# matches GOT WANTED: line by line, with "..." in WANTED.
matches() {
    local -a got want
    mapfile -t got <<<"$1"
    mapfile -t want <<<"$2"
    local i=0 line any=0
    for line in "${want[@]}"; do
        if [ "$line" = ... ]; then
            any=1
            continue
        fi
        while [ $any -eq 1 ] && [ $i -lt ${#got[@]} ] && [ "${got[i]}" != "$line" ]; do i=$((i + 1)); done
        [ $i -lt ${#got[@]} ] && [ "${got[i]}" = "$line" ] || return 1
        any=0
        i=$((i + 1))
    done
    [ $any -eq 1 ] || [ $i -eq ${#got[@]} ]
}

check_case() { # WHERE COMMAND OUT ERR STATUS
    [ -z "$sanitized" ] || [[ $2 != *'ulimit -v'* ]] || return
    run bash -c "$2" </dev/null
    local shape=ok
    [ "$status" -eq 0 ] || [ ! -s "$T/out" ] || [[ $2 == *'2>&1'* ]] || shape="output on standard output in spite of the failure"
    if [ "$status" = "$5" ] && matches "$out" "$3" && matches "$err" "$4" && [ "$shape" = ok ]; then
        pass
        [[ $1 != *': fault_'* ]] || echo "ok    ${1#*: }"
        return
    fi
    fail "$1: $2"
    [ "$shape" = ok ] || echo "  $shape"
    printf 'wanted %s\n%s\n' "$5" "$3${4:+
! $4}" >"$T/wanted"
    printf 'wanted %s\n%s\n' "$status" "$out${err:+
! $err}" >"$T/got"
    diff "$T/wanted" "$T/got" | sed 's/^/  /'
}

check_file() {
    local line command='' where='' want_out='' want_err='' want_status=0 number=0 note=''
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $line in
        '$ '* | '# '*)
            [ -z "$command" ] || check_case "$where" "$command" "${want_out%%*($'\n')}" "${want_err%$'\n'}" "$want_status"
            command='' want_out='' want_err='' want_status=0
            if [ "${line:0:1}" = '#' ]; then note=${line:2}; else command=${line:2} where="$1:$number: $note"; fi
            ;;
        '! '* | '!') want_err+=${line:2}$'\n' ;;
        '= '*) want_status=${line:2} ;;
        *) want_out+=$line$'\n' ;;
        esac
    done <"$1"
    [ -z "$command" ] || check_case "$where" "$command" "${want_out%%*($'\n')}" "${want_err%$'\n'}" "$want_status"
}

shopt -s extglob
for file in tests/cli/transcripts/*.txt; do check_file "$file"; done
finish
