/* When memory ends inside FLINT or GMP the program's handler is asked, in a child of its own.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <lsq.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exact/flint.h"

static void leave(size_t bytes) {
    _exit(bytes > 1000 ? 6 : 7);
}

/* Ask FLINT, or the function that GMP would ask, for more than any machine has. */
static int child(int through_gmp) {
    pid_t pid = fork();
    if (!pid) {
        lsq_on_exhausted(NULL); /* nothing to call: no change */
        lsq_on_exhausted(leave);
        if (through_gmp) {
            void *(*reallocate)(void *, size_t, size_t);
            mp_get_memory_functions(NULL, &reallocate, NULL);
            reallocate(NULL, 0, (size_t)1 << 46);
        } else {
            flint_malloc((size_t)1 << 46);
        }
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void the_handler_is_asked_and_ends_the_process_its_own_way(void **state) {
    (void)state;
    assert_int_equal(child(0), 6);
    assert_int_equal(child(1), 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_handler_is_asked_and_ends_the_process_its_own_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
