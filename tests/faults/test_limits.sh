#!/usr/bin/env bash
# What the system refuses: threads, files, sizes, stack, the last write.  And terms that other programs let be infinite.
# SPDX-License-Identifier: MIT
. tests/cli/common.sh

shim=$PWD/${BUILD:-build}/faults/shim.so
printf 'x,z,y\n0,2,1\n1,5,3\n2,1,2\n3,8,5\n' >"$T/small.csv"
lsq fit "$T/small.csv" >"$T/small.txt" || fail "the file to compare with"

fault_72_no_term_can_be_infinite() {
    local term
    for term in 'log(x)' 'I(1 / x)' 'I(x^-1)' 'I(z / x)' 'sqrt(x)' 'I(exp(z))'; do
        run lsq fit "$T/small.csv" -f "y ~ $term"
        is "exit code of $term" "$status" 2
        is "output of $term" "$out" ''
    done
}

fault_87_a_close_that_fails_is_told() {
    [ -z "$sanitized" ] || return
    run env LSQ_FAULT=close:1:once:EIO LD_PRELOAD="$shim" "$LSQ" version
    is 'the close of standard output' "$status:$err" '5:lsq: cannot write to standard output: Input/output error'
}

fault_95_a_limit_of_open_files_is_told() {
    local i files=()
    for i in 1 2 3 4 5 6; do cp "$T/small.csv" "$T/$i.csv" && files+=("$T/$i.csv"); done
    run bash -c 'ulimit -n 5; exec lsq fit "$@"' bash "${files[@]}"
    is 'the first file and one other are open at a time' "$status:$err" 0:
    [ -z "$sanitized" ] || return
    run env LSQ_FAULT=open:1:sticky:EMFILE LD_PRELOAD="$shim" "$LSQ" fit "$T/small.csv"
    is 'exit code without descriptors' "$status:$out" 5:
    has 'words without descriptors' "$err" 'small.csv: cannot be opened: Too many open files'
}

fault_95_a_limit_of_file_sizes_is_told() {
    echo old >"$T/report"
    (ulimit -f 0; exec lsq fit "$T/small.csv" --out "$T/report") 2>/dev/null
    is 'a file of no bytes' "$?" 5
    is 'the old file' "$(cat "$T/report")" old
    is 'no other file' "$(ls -A "$T" | grep -c '^\.lsq')" 0
}

fault_95_a_small_stack_is_enough() {
    run bash -c 'ulimit -s 256; exec lsq fit "$T/small.csv" --threads 3'
    is 'a stack of 256 KiB' "$status:$out" "0:$(cat "$T/small.txt")"
    [ -z "$sanitized" ] || return
    local deep
    deep=$(printf '(%.0s' {1..5000})x$(printf ')%.0s' {1..5000})
    run bash -c 'ulimit -s 256; exec lsq fit "$T/small.csv" -f "y ~ $0"' "$deep"
    is 'a deep formula on a stack of 256 KiB' "$status:$out" 2:
}

fault_96_threads_that_cannot_be_had_change_nothing() {
    [ -z "$sanitized" ] || return
    awk 'BEGIN { print "x,z,y"; for (i = 0; i < 200000; i++) printf "%d.%d,%d,%d\n", i, i % 7, i * 31 % 1009, i % 13 }' >"$T/large.csv"
    local points n times whole
    whole=$(lsq fit "$T/large.csv" --threads 1)
    head -c 4096 /dev/zero >"$T/page"
    LSQ_FAULT_PAGE=$T/page LD_PRELOAD=$shim lsq fit "$T/large.csv" --threads 4 >/dev/null
    points=$(od -An -t d8 -j 56 -N 8 "$T/page" | tr -d ' ')
    [ "$points" -ge 3 ] && pass || fail "threads made: $points"
    for times in once sticky; do
        for ((n = 1; n <= points; n++)); do
            run env LSQ_FAULT="thread:$n:$times:EAGAIN" LD_PRELOAD="$shim" "$LSQ" fit "$T/large.csv" --threads 4
            is "thread $n fails $times" "$status:$out$err" "0:$whole"
        done
    done
}

run_checks '^fault_[0-9]'
finish
