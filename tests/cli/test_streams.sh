#!/usr/bin/env bash
# Files and pipes, in and out: what cannot be read or written ends at once with one sentence and its exit code.
# SPDX-License-Identifier: MIT
. tests/cli/common.sh

printf 'x,y\n0,1\n1,3\n2,2\n3,5\n' >"$T/four.csv"
lsq fit "$T/four.csv" >"$T/four.txt" || fail "the file to compare with"

# refused CODE PART COMMAND...: that exit code, one line on standard error with PART in it, nothing on standard output.
refused() {
    local code=$1 part=$2
    shift 2
    run "$@"
    is "exit code of $*" "$status" "$code"
    is "output of $*" "$out" ''
    is "lines said by $*" "$(wc -l <"$T/err")" 1
    has "words of $*" "$err" "$part"
}

fault_36_a_line_beyond_the_limit_ends_with_6() {
    { printf 'x,y\n1,2\n'; head -c 70000000 /dev/zero | tr '\0' 7 | fold -b -w 1000000 | tr '\n' ,; } >"$T/line.csv"
    refused 6 ':3:1: the line is longer than 67108864 bytes' lsq fit "$T/line.csv"
    rm "$T/line.csv"
}

fault_37_a_field_beyond_the_limit_ends_with_6() {
    { printf 'x,y\n1,2\n'; head -c 2000000 /dev/zero | tr '\0' 7; printf ',1\n'; } >"$T/field.csv"
    refused 6 ':3:1:' lsq fit "$T/field.csv"
}

fault_43_fifos_stdin_and_proc_files_are_streamed() {
    mkfifo "$T/fifo"
    cat "$T/four.csv" >"$T/fifo" &
    run lsq fit "$T/fifo"
    wait
    is 'a FIFO' "$out" "$(cat "$T/four.txt")"
    is 'standard input' "$(lsq fit - <"$T/four.csv")" "$(cat "$T/four.txt")"
    is 'a pipe in small pieces' "$(while IFS= read -r l; do echo "$l"; sleep 0.01; done <"$T/four.csv" | lsq fit -)" "$(cat "$T/four.txt")"
    refused 3 /proc/self/status lsq fit /proc/self/status
}

fault_44_dev_zero_ends_soon() {
    refused 3 NUL timeout 10 lsq fit /dev/zero
}

fault_45_to_48_what_cannot_be_opened() {
    refused 5 's a directory' lsq fit "$T"
    refused 5 "$T/none.csv: cannot be opened: No such file or directory" lsq fit "$T/none.csv"
    refused 5 'No such file or directory' lsq fit ''
    ln -s loop "$T/loop"
    refused 5 'Too many levels of symbolic links' lsq fit "$T/loop"
    if [ "$(id -u)" -ne 0 ]; then
        cp "$T/four.csv" "$T/secret.csv"
        chmod 000 "$T/secret.csv"
        refused 5 'Permission denied' lsq fit "$T/secret.csv"
    fi
}

fault_87_a_full_or_closed_output_ends_with_5() {
    local command
    # shellcheck disable=SC2086 # the words of a command
    for command in 'fit four.csv' 'fit four.csv -o json' 'help' 'help fit' 'version'; do
        (cd "$T" && lsq $command >/dev/full 2>"$T/err")
        is "lsq $command >/dev/full" "$?:$(cat "$T/err")" '5:lsq: cannot write to standard output: No space left on device'
        (cd "$T" && lsq $command >&- 2>"$T/err")
        is "lsq $command >&-" "$?:$(cat "$T/err")" '5:lsq: cannot write to standard output: it is closed'
        (cd "$T" && lsq $command 1</dev/null 2>"$T/err")
        is "lsq $command to a file open for reading" "$?" 5
    done
    (ulimit -f 0 && lsq fit "$T/four.csv" >"$T/out" 2>/dev/null; exit $?) 2>/dev/null
    is 'an exhausted file size limit' "$?" 5
}

fault_88_a_reader_that_has_gone_is_no_news() {
    local mode
    for mode in '' 'trap "" PIPE;'; do
        bash -c "$mode { sleep 0.2; lsq fit '$T/four.csv' 2>'$T/err'; echo \$? >'$T/code'; } | true"
        is "exit code after '$mode'" "$(cat "$T/code")" 141
        is "words after '$mode'" "$(cat "$T/err")" ''
    done
}

fault_97_locales_change_nothing() {
    local locale
    for locale in C POSIX C.UTF-8 de_DE.UTF-8 de_DE tr_TR.UTF-8 ja_JP.SJIS nonsense; do
        is "text under $locale" "$(LC_ALL=$locale lsq fit "$T/four.csv")" "$(cat "$T/four.txt")"
    done
    printf 'größe,y\n0,1\n1,3\n2,2\n3,5\n' >"$T/utf8.csv"
    is 'names under C' "$(LC_ALL=C lsq fit "$T/utf8.csv")" "$(LC_ALL=C.UTF-8 lsq fit "$T/utf8.csv")"
}

fault_98_the_environment_changes_nothing() {
    is 'a strange environment' "$(OPENBLAS_NUM_THREADS=-7 OMP_NUM_THREADS=many LAPACKE_NANCHECK=0 TZ=:odd/zone TERM='' POSIXLY_CORRECT=1 HOME='' lsq fit "$T/four.csv")" "$(cat "$T/four.txt")"
    is 'no environment' "$(env -i "$LSQ" fit "$T/four.csv")" "$(cat "$T/four.txt")"
    if perl -e 1 2>/dev/null; then
        perl -e 'exec {$ENV{LSQ}} ()' >"$T/out" 2>"$T/err"
        is 'no argument at all, not even a name' "$(cat "$T/err")" ''
    fi
}

fault_100_standard_files_closed_at_start() {
    is 'no standard input' "$(lsq fit "$T/four.csv" <&-)" "$(cat "$T/four.txt")"
    is 'no standard error' "$(lsq fit "$T/four.csv" 2>&-)" "$(cat "$T/four.txt")"
    run bash -c 'lsq fit - <&-'
    is 'reading a closed standard input' "$status" 5
    cp "$T/four.csv" "$T/copy.csv"
    chmod u+w "$T/copy.csv"
    lsq fit "$T/copy.csv" -f 'y ~ nothing' <&- >&- 2>&-
    is 'all closed' "$?" 2
    is 'no message in the data' "$(cat "$T/copy.csv")" "$(cat "$T/four.csv")"
}

a_terminal_has_colours_unless_it_says_no() {
    script -qec true /dev/null </dev/null >/dev/null 2>&1 || return # no program, or no terminals here
    # on_terminal ENVIRONMENT...: the first line on a terminal
    on_terminal() { env -u NO_COLOR TERM=xterm "$@" script -qec "lsq fit '$T/four.csv'" /dev/null </dev/null | head -n 1 | tr -d '\r'; }
    is 'a terminal' "$(on_terminal)" $'\033[1mLeast squares\033[0m   y ~ x'
    is 'NO_COLOR' "$(on_terminal NO_COLOR=1)" 'Least squares   y ~ x'
    is 'an empty NO_COLOR' "$(on_terminal NO_COLOR=)" $'\033[1mLeast squares\033[0m   y ~ x'
    is 'a dumb terminal' "$(on_terminal TERM=dumb)" 'Least squares   y ~ x'
    script -qec "lsq fit '$T/four.csv' --out '$T/file'" /dev/null </dev/null >/dev/null
    is 'a file named at a terminal' "$(cat "$T/file")" "$(cat "$T/four.txt")"
}

a_terminal_sees_how_far_a_long_reading_is_unless_it_says_no() {
    script -qec true /dev/null </dev/null >/dev/null 2>&1 || return
    # lines_of ENVIRONMENT OPTIONS: how many lines of progress a reading of more than a second draws
    lines_of() { env TERM=xterm $1 script -qec "stty cols 70; { head -n 3 '$T/four.csv'; sleep 1.2; tail -n 2 '$T/four.csv'; } | lsq fit - $2" /dev/null </dev/null | tee "$T/seen" | tr '\r' '\n' | grep -c '^lsq: standard input  20 bytes  [0-9] rows/s'; }
    is 'a terminal' "$(lines_of '' '')" 1
    has 'the line is taken away' "$(cat -v "$T/seen")" '^M^[[K^[[1mLeast squares'
    is '--quiet' "$(lines_of '' --quiet)" 0
    is '--progress never' "$(lines_of '' '--progress never')" 0
    is 'a dumb terminal' "$(lines_of TERM=dumb '')" 0
    is 'a failure' "$(lines_of '' '-x z')" 0
    has 'words at a terminal' "$(cat "$T/seen")" "lsq: no column 'z' in stdin"
}

a_result_does_not_depend_on_how_it_arrives() {
    local i
    for i in 1 2 3; do is "run $i" "$(lsq fit - -o json <"$T/four.csv")" "$(lsq fit "$T/four.csv" -o json)"; done
}

run_checks '^(fault_[0-9]|a_)'
finish
