#!/usr/bin/env bash
# --out FILE when things go wrong: a full disk, signals, a power cut.  The file is the old or the new one, whole.
# Where strace is installed, each system call fails or is killed in turn; without it, chance decides when a signal comes.
# SPDX-License-Identifier: MIT
. tests/cli/common.sh

cd "$T" || exit 1
printf 'x,y\n0,1\n1,3\n2,2\n3,5\n' >four.csv
{ printf 'y'; printf ',x%s' 1 2 3 4 5 6 7; echo; seq 20 | awk '{ printf "%d", $1 * $1 % 7; for (j = 1; j < 8; j++) printf ",%d", ($1 * j * j + $1 ^ j) % 11; print "" }'; } >wide.csv
mkdir d
lsq fit wide.csv --digits 1000 >new.txt || fail 'the report to compare with'
old='the old report'

strace=
[ -z "$sanitized" ] && strace -o /dev/null true 2>/dev/null && strace='strace -f -qq -o trace'

prepare() { rm -rf d/* d/.lsq-*; echo "$old" >d/report; }

# after WHAT: the folder has the report only, and it is the old one.
unharmed() {
    is "files after $1" "$(ls -A d)" report
    is "report after $1" "$(cat d/report)" "$old"
}

# The report is the old one or the new one.
whole() { [ "$(cat d/report)" = "$old" ] || cmp -s d/report new.txt; }

# signalled SIGNAL SECONDS COMMAND...: sent by timeout, since a copy of this shell that a signal meets before it has become
# the command would clean up in its place.
signalled() { timeout --foreground --preserve-status -s "$@"; } 2>/dev/null

fault_86_a_full_disk_leaves_the_old_file() {
    local call error
    prepare
    (ulimit -f 1 && lsq fit wide.csv --digits 1000 --out d/report 2>err; echo $? >code) 2>/dev/null
    is 'a limit of file size' "$(cat code):$(cat err)" '5:lsq: cannot write to d/report: File too large'
    unharmed 'a limit of file size'
    mkdir small
    if unshare -mr bash -c "mount -t tmpfs -o size=4k none small 2>/dev/null && echo '$old' >small/report && lsq fit wide.csv --digits 1000 --out small/report 2>err; echo \$? >code; ls -A small >list; cat small/report >>list" 2>/dev/null && [ -s err ]; then
        is 'a full disk' "$(cat code):$(cat err)" '5:lsq: cannot write to small/report: No space left on device'
        is 'files after a full disk' "$(cat list)" "report"$'\n'"$old"
    fi
    [ -n "$strace" ] || return
    for call in write fsync rename; do
        for error in ENOSPC EIO; do
            prepare
            run $strace -e trace=$call -e inject=$call:error=$error:when=1 lsq fit four.csv --out d/report
            is "exit code after $error of $call" "$status" 5
            is "lines after $error of $call" "$(wc -l <"$T/err")" 1
            unharmed "$error of $call"
        done
    done
    prepare # the close that follows fsync: the last but one, the folder's being the last
    $strace -e trace=close lsq fit four.csv --out d/report
    local last=$(grep -c '^[0-9]* *close' trace)
    prepare
    run $strace -e trace=close -e inject=close:error=EIO:when=$((last - 1)) lsq fit four.csv --out d/report
    is 'exit code after EIO of close' "$status" 5
    unharmed 'EIO of close'
    run $strace -e trace=fsync -e inject=fsync:error=EIO:when=2 lsq fit wide.csv --digits 1000 --out d/report
    is 'a folder that cannot be synced' "$status:$err" '5:lsq: cannot write to d/report: it is written, but a power cut may undo it: Input/output error'
    is 'the whole report is there' "$(cat d/report)" "$(cat new.txt)"
}

fault_90_the_new_file_has_a_name_of_chance_and_is_private() {
    [ -n "$strace" ] || return
    local names
    for _ in 1 2; do
        prepare
        $strace -e trace=openat,fchmod lsq fit four.csv --out d/report
        names+="$(grep -o 'd/.lsq-[A-Za-z0-9]*", O_RDWR|O_CREAT|O_EXCL, 0600' trace) "
    done
    is 'two names' "$(echo "$names" | grep -o 'EXCL' | wc -l):$(echo "$names" | grep -o 'lsq-[^"]*' | sort -u | wc -l)" 2:2
}

fault_91_a_signal_while_reading_ends_at_once() {
    local signal number began
    mkfifo pipe
    for signal in TERM:143 HUP:129 INT:130; do
        number=${signal#*:} signal=${signal%:*}
        prepare
        began=${EPOCHREALTIME/./}
        signalled "$signal" 0.3 lsq fit pipe --out d/report 8<>pipe
        is "exit code after $signal" $? "$number"
        [ $((${EPOCHREALTIME/./} - began)) -lt 2300000 ] && pass || fail "$signal took longer than two seconds"
        unharmed "$signal while reading"
    done
}

fault_91_a_signal_while_writing_removes_the_new_file() {
    local signal number i
    for signal in TERM:143 HUP:129 INT:130; do
        number=${signal#*:} signal=${signal%:*}
        prepare
        if [ -n "$strace" ]; then
            (exec env --default-signal="$signal" $strace -e trace=fsync -e inject=fsync:signal="$signal":when=1 lsq fit four.csv --out d/report) &
            wait $! 2>/dev/null
            is "exit code after $signal in fsync" $? "$number"
            unharmed "$signal in fsync"
        fi
        for i in 1 2 3 4 5 6; do
            prepare
            signalled "$signal" 0.0$((RANDOM % 9 + 1)) lsq fit wide.csv --digits 1000 --out d/report
            [[ $? = 0 || $? = "$number" ]] && [ "$(ls -A d)" = report ] && whole && pass || fail "$signal at any time: $(ls -A d)"
        done
    done
    prepare
    if [ -n "$strace" ]; then # nohup
        (trap '' HUP; $strace -e trace=fsync -e inject=fsync:signal=HUP:when=1 lsq fit wide.csv --digits 1000 --out d/report)
        is 'a signal that is ignored' "$?:$(cmp d/report new.txt)" '0:'
    fi
}

fault_92_sigkill_leaves_the_old_file_or_the_new_one() {
    local i last
    for i in 1 2 3 4 5 6; do
        prepare
        signalled KILL 0.0$((RANDOM % 9 + 1)) lsq fit wide.csv --digits 1000 --out d/report
        whole && pass || fail "killed at any time"
    done
    [ -n "$strace" ] || return
    local calls=write,fsync,fchown,fchmod,umask,close,rename,openat
    $strace -e trace=$calls lsq fit wide.csv --digits 1000 --out d/report
    last=$(wc -l <trace)
    for i in $(seq $((last - 14 > 1 ? last - 14 : 1)) "$last"); do
        prepare
        $strace -e trace=$calls -e inject=$calls:signal=KILL:when="$i" lsq fit wide.csv --digits 1000 --out d/report &
        wait $! 2>/dev/null
        whole && pass || fail "killed at call $i: $(tail -n 2 trace)"
    done
}

a_reader_of_a_pipe_that_has_gone_is_no_news() {
    mkfifo gone
    { sleep 0.3; cat four.csv; } | lsq fit - --out gone 2>err &
    timeout 10 bash -c 'true <gone'
    wait $!
    is 'exit code' "$?:$(cat err)" '141:'
}

# The trace is a second new file, begun before the data are read: neither stays where one of them fails.
fault_91_a_trace_goes_with_its_report() {
    local signal number call error began
    local -a descend=(lsq descend four.csv --step 1.9/L --tolerance 1e-12 --out d/report --trace d/trace)
    for signal in TERM:143 HUP:129 INT:130; do
        number=${signal#*:} signal=${signal%:*}
        prepare
        began=${EPOCHREALTIME/./}
        signalled "$signal" 0.3 lsq descend pipe --out d/report --trace d/trace 8<>pipe
        is "exit code of a descent after $signal" $? "$number"
        [ $((${EPOCHREALTIME/./} - began)) -lt 2300000 ] && pass || fail "$signal took longer than two seconds"
        unharmed "$signal of a descent"
    done
    prepare
    (ulimit -f 1 && "${descend[@]}" 2>err; echo $? >code) 2>/dev/null
    is 'a limit of file size for a trace' "$(cat code):$(cat err)" '5:lsq: cannot write to d/trace: File too large'
    unharmed 'a limit of file size for a trace'
    [ -n "$strace" ] || return
    for call in write:1 write:2 fsync:1 fsync:2 rename:1; do # those of the trace, of the report, and its name
        error=EIO number=${call#*:} call=${call%:*}
        prepare
        run $strace -e trace=$call -e inject=$call:error=$error:when="$number" "${descend[@]}"
        is "exit code after $error of $call $number of a descent" "$status" 5
        is "lines after $error of $call $number of a descent" "$(wc -l <"$T/err")" 1
        unharmed "$error of $call $number of a descent"
    done
    for signal in 1 2; do # both files are new then
        prepare
        (exec env --default-signal=TERM $strace -e trace=fsync -e inject=fsync:signal=TERM:when=$signal "${descend[@]}") &
        wait $! 2>/dev/null
        is "exit code after TERM in fsync $signal" $? 143
        unharmed "TERM in fsync $signal of a descent"
    done
    prepare
    run "${descend[@]}"
    is 'both files' "$status:$(ls -A d | tr '\n' ' '):$(head -n 1 d/trace)" '0:report trace :step,f,excess,gradient,step_size,digits'
}

run_checks '^(fault_[0-9]|a_)'
finish
