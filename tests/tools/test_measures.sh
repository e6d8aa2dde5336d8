#!/usr/bin/env bash
# What measures the tests, measured: a branch that is not taken is named, a test that looks away lets mutants live.
set -u
tools=$PWD/tests/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0

wrong() { echo "$1"; sed 's/^/    /' out; exit 1; }
prints() { # FILE TEXT
    grep -qF -- "$2" "$1" || wrong "not printed: $2"
    passed=$((passed + 1))
}

mkdir -p lib/a tests/a obj/lib/a obj/tests/a obj/tests/support
cat >lib/a/x.c <<'C'
#include <assert.h>

int larger(int a, int b) {
    assert(a != 77);
    if (a > b)
        return a;
    return b;
}
C
cat >tests/a/test_x.c <<'C'
int larger(int, int);
int main(int argc, char **argv) {
    (void)argv;
    return larger(1, 2) != 2 || (argc > 1 && larger(2, 1) != 2);
}
C
echo 'int nothing;' >support.c
gcc -c -o obj/tests/support/s.o support.c && gcc -c -o obj/tests/a/test_x.o tests/a/test_x.c || exit 1
gcc -O0 --coverage -c -o obj/lib/a/x.o lib/a/x.c && gcc --coverage -o obj/tests/a/test_x obj/tests/a/test_x.o obj/lib/a/x.o || exit 1

obj/tests/a/test_x
"$tools/coverage" obj a lib/a/x.c >out 2>&1
prints out 'branches  50.00 % of     2   and 2 of assert'
prints out 'lib/a/x.c:5: 1 of 2 not taken: if (a > b)'
obj/tests/a/test_x both
"$tools/coverage" obj a lib/a/x.c >out 2>&1
prints out 'branches 100.00 % of     2'
"$tools/coverage" obj b lib/a/x.c >out 2>&1
grep -q x.c out && wrong "a room that was not asked for"

ar rcs obj/liblsq.a obj/lib/a/x.o
mutate() {
    OBJ=obj COMPILE="gcc -O1" LINK="gcc --coverage" LIBS= COUNT=100 SEED=1 JOBS=2 "$tools/mutate" lib/a/x.c >out 2>&1
}
mutate && wrong "a test that looks away passes"
prints out 'survived  lib/a/x.c:6  returns 0'
sed -i 's/argc > 1 && //; s/(void)argv;/(void)argv, (void)argc;/; s/ != 2);/ != 2) || larger(-1, -1) != -1;/' tests/a/test_x.c
gcc -c -o obj/tests/a/test_x.o tests/a/test_x.c && gcc --coverage -o obj/tests/a/test_x obj/tests/a/test_x.o obj/lib/a/x.o || exit 1
mutate
prints out 'killed by tests/a/test_x  lib/a/x.c:5  > to <'
prints out 'killed by tests/a/test_x  lib/a/x.c:6  returns 0'
grep -q 'x.c:4' out && wrong "an assertion was changed"
echo "passed $((passed + 2))"
