/* When memory ends inside FLINT or GMP the program's handler is asked.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <lsq.h>
#include <string.h>
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

static jmp_buf out;
static size_t asked;

static void jump(size_t bytes) {
    asked = bytes;
    longjmp(out, 1);
}

static void the_handler_is_told_how_much_was_wanted(void **state) {
    (void)state;
    lsq_on_exhausted(jump);
    lsq_on_exhausted(NULL); /* no change */
    asked = 0;
    if (!setjmp(out))
        flint_malloc((size_t)1 << 46);
    assert_true(asked == (size_t)1 << 46);
    if (!setjmp(out))
        flint_calloc((size_t)1 << 20, (size_t)1 << 26);
    assert_true(asked == (size_t)1 << 46);
}

/* Leaks are for the sanitizer to see. */
static void what_is_taken_is_given_back(void **state) {
    (void)state;
    lsq_on_exhausted(leave);
    unsigned char *p = flint_calloc(10, 8);
    for (int i = 0; i < 80; i++)
        assert_int_equal(p[i], 0);
    memset(p, 7, 80);
    p = flint_realloc(p, 100000);
    for (int i = 0; i < 80; i++)
        assert_int_equal(p[i], 7);
    flint_free(p);
    mpz_t z;
    mpz_init(z);
    mpz_ui_pow_ui(z, 3, 100000);
    mpz_ui_pow_ui(z, 3, 200000);
    assert_int_equal(mpz_sizeinbase(z, 2), 316993); /* 200000 log2(3) = 316992.5 */
    mpz_clear(z);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_handler_is_asked_and_ends_the_process_its_own_way),
        cmocka_unit_test(the_handler_is_told_how_much_was_wanted),
        cmocka_unit_test(what_is_taken_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
