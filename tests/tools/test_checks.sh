#!/usr/bin/env bash
# The checks of the house see what is planted: each violation makes its check fail and name the place.
set -u
tools=$PWD/tests/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0

wrong() { echo "$1"; sed 's/^/    /' "$work/out"; exit 1; }
# sees CHECK TEXT ARGS...: the check fails and prints TEXT
sees() {
    "$tools/$1" "${@:3}" >"$work/out" 2>&1 && wrong "$1 missed: $2"
    grep -qF -- "$2" "$work/out" || wrong "$1 failed without: $2"
    passed=$((passed + 1))
}
accepts() {
    "$tools/$1" "${@:2}" >"$work/out" 2>&1 || wrong "$1 refused a good tree"
    passed=$((passed + 1))
}

tree=$work/tree
plant() { mkdir -p "$(dirname "$tree/$1")" && printf '%s\n' "$2" >"$tree/$1"; }
fresh() {
    rm -rf "$tree"
    plant lib/include/lsq.h '#include <stddef.h>'
    plant lib/base/text.h '#include <lsq.h>'
    plant lib/base/text.c '#include "text.h"'
    plant lib/exact/flint.h '#include <flint/fmpz.h>'
    plant lib/data/csv.c '#include "../exact/flint.h"'
    plant cli/main.c '#include <lsq.h>'
    plant cli/fit.c '#include "main.h"'
    plant cli/main.h '/* table */'
    plant tests/base/test_text.c ''
    plant tests/data/test_csv.c ''
    plant tests/laws/test_anything.c ''
}

fresh
accepts layers "$tree"
accepts mirror "$tree"
fresh; plant lib/base/text.c '#include "../exact/flint.h"'
sees layers 'base (floor 1) includes lib/exact/flint.h (floor 3)' "$tree"
fresh; plant lib/base/text.c '  #  include "../data/csv.h"'
sees layers 'lib/base/text.c:1:' "$tree"
fresh; plant lib/moments/moments.c '#include "../model/model.h"'
sees layers 'moments (floor 5) includes lib/model/model.h (floor 5)' "$tree"
fresh; plant lib/data/csv.c '#include <gmp.h>'
sees layers '<gmp.h> has its home in lib/exact/flint.h' "$tree"
fresh; plant lib/fit/fit.c '#include <sha2.h>'; plant lib/stats/hash.c '#include <sha2.h>'
sees layers '<sha2.h> has its home in' "$tree"
fresh; plant lib/report/json.c '#include <jansson.h>'
sees layers '<jansson.h> has its home in tests/' "$tree"
fresh; plant lib/attic/old.c ''
sees layers 'the room attic is on no floor' "$tree"
fresh; plant lib/report/json.c '#include "../attic/old.h"'
sees layers 'lib/attic/old.h is in a room on no floor' "$tree"
fresh; plant cli/fit.c '#include "../lib/base/text.h"'
sees layers 'cli includes lib/base/text.h' "$tree"
fresh; plant cli/fit.c '#include <base/text.h>'
sees layers '<base/text.h> is a file of ours' "$tree"
fresh; plant lib/include/lsq.h '#include "../base/text.h"'
sees layers 'the public header includes' "$tree"
fresh; plant lib/base/text.c '#include "../../cli/main.h"'
sees layers 'leaves lib/' "$tree"

fresh; plant lib/base/error.c ''
sees mirror 'lib/base/error.c has no tests/base/test_error.c' "$tree"
fresh; plant tests/data/test_gone.c ''
sees mirror 'tests/data/test_gone.c has no lib/data/gone.c' "$tree"

header='#define LSQ_API
/* LSQ_API in a comment: lsq_not(); */
LSQ_API int lsq_one(void); /* LSQ_API lsq_nor(void); */
LSQ_API const char *lsq_two(int a,
                            int b); /* a comment that goes
                                     * on */
LSQ_API void
lsq_three(void (*f)(int));'
plant lib/include/lsq.h "$header"
library() { printf '%s\n' "$1" | ${CC:-gcc} -shared -fPIC -x c - -o "$work/lib.so"; }
library 'int lsq_one, lsq_two, lsq_three; static int lsq_own; int *lsq_get(void); __attribute__((visibility("hidden"))) int lsq_hidden;'
accepts symbols "$work/lib.so" "$tree/lib/include/lsq.h"
library 'int lsq_one, lsq_three;'
sees symbols 'lsq_two' "$work/lib.so" "$tree/lib/include/lsq.h"
library 'int lsq_one, lsq_two, lsq_three, lsq_secret;'
sees symbols 'lsq_secret' "$work/lib.so" "$tree/lib/include/lsq.h"

# the runner of tests: a failing script, a crash and a program that is not there
mkdir -p "$work/obj/tests/a"
printf 'echo words; exit 3\n' >"$work/obj/tests/a/test_bad.sh"
printf 'echo "passed 5"\n' >"$work/obj/tests/a/test_good.sh"
echo 'int main(void) { __builtin_trap(); }' | ${CC:-gcc} -x c - -o "$work/obj/tests/a/test_crash"
accepts run-tests "$work/obj" "$work/obj/tests/a/test_good.sh"
grep -q 'tests: 5 passed in 1 programs' "$work/out" || wrong 'run-tests miscounts'
sees run-tests '| words' "$work/obj" "$work/obj/tests/a/test_good.sh" "$work/obj/tests/a/test_bad.sh"
sees run-tests 'FAILED: a/test_crash' "$work/obj" "$work/obj/tests/a/test_good.sh" "$work/obj/tests/a/test_crash"
sees run-tests 'FAILED: a/test_gone' "$work/obj" "$work/obj/tests/a/test_gone"
sees run-tests 'there are none' "$work/obj"

# the README runner
page() { printf '%s\n' 'text' '```console' "$@" '```' >"$work/page.md"; }
export BUILD=$work
page '$ printf "a\nb\nc\n"' 'a' '…' 'c' '$ make nothing' 'not run' '$ echo x \' '> y' 'x y'
accepts ../readme/run "$work/page.md"
page '$ printf "a\nb\n"' 'a' '…' 'c'
sees ../readme/run '1 of 1 commands' "$work/page.md"
page '$ printf "a\nb\n"' 'a'
sees ../readme/run '+b' "$work/page.md"
page '$ echo a' 'a' 'b'
sees ../readme/run '-b' "$work/page.md"
page 'no command'
sees ../readme/run 'no command to run' "$work/page.md"

echo "passed $passed"
