/* Finding LAPACK: what is told when it is missing, who sets the threads, which kernels run.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "dense/table.h"
#include "samples.h"

/* First of all tests: OpenBLAS is not in this process yet. */
static void who_brings_openblas_pins_it_to_one_thread(void **state) {
    (void)state;
    void *before = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD);
    assert_null(before);
    lsq_lapack *L = open_lapack();
    if (!L->threads)
        skip();
    assert_int_equal(L->threads(), 1);
    lsq_lapack_close(L);
}

static void a_setting_that_was_there_before_stays(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack(), *second;
    if (!L->threads)
        skip();
    L->set_threads(2);
    assert_int_equal(L->threads(), 2);
    second = open_lapack();
    assert_int_equal(second->threads(), 2);
    L->set_threads(1);
    lsq_lapack_close(L);
    assert_int_equal(second->threads(), 1);
    lsq_lapack_close(second);
}

static void a_missing_library_is_told_with_its_package(void **state) {
    (void)state;
    lsq_lapack *L = (lsq_lapack *)state;
    lsq_error error;
    check_status(lsq_lapack_load(&L, "libnowhere.so.3", &error), LSQ_EIO, &error);
    assert_null(L);
    check_contains(error.message, "the classical solvers need LAPACK: libnowhere.so.3 cannot be "
                                  "loaded (libnowhere.so.3: ");
    check_contains(error.message, "); on Debian: apt-get install liblapacke libopenblas0");
    check_status(lsq_lapack_load(&L, "libnowhere.so.3", NULL), LSQ_EIO, NULL);
}

static void a_missing_function_is_told_by_name(void **state) {
    (void)state;
    lsq_lapack *L = (lsq_lapack *)state;
    lsq_error error;
    check_status(lsq_lapack_load(&L, "libm.so.6", &error), LSQ_EIO, &error);
    assert_null(L);
    check_contains(error.message, "libm.so.6 has no function cblas_dgemm; on Debian: ");
    /* BLAS alone: the first function of LAPACK is missing */
    check_status(lsq_lapack_load(&L, "libblas.so.3", &error), LSQ_EIO, &error);
    check_contains(error.message, "libblas.so.3 has no function LAPACKE_dgeqrf_work; on Debian: ");
}

/* This program links GSL's CBLAS, whose names are those of OpenBLAS's. */
static void the_cblas_of_the_program_does_not_get_between(void **state) {
    (void)state;
    lsq_lapack *L = open_lapack();
    assert_true(L->dgemm != cblas_dgemm);
    assert_true(L->dsyrk != cblas_dsyrk);
    lsq_lapack_close(L);
}

static void closing_nothing_is_fine(void **state) {
    (void)state;
    lsq_lapack_close(NULL);
}

static void *open_and_multiply(void *result) {
    lsq_lapack *L = NULL;
    const double a[] = {3, 4};
    if (!lsq_lapack_open(&L, NULL))
        lsq_gram(L, 1, (lsq_const_view){a, 2, 1, 2}, 0, (lsq_view){result, 1, 1, 1}, NULL);
    lsq_lapack_close(L);
    return NULL;
}

static void threads_may_open_at_once(void **state) {
    (void)state;
    pthread_t threads[8];
    double results[8] = {0};
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, open_and_multiply, &results[i]), 0);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        check_same(results[i], 25);
    }
}

/* ---- its description ---- */

static char *config(void) {
    static char text[] = "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Zen9 MAX_THREADS=64";
    return text;
}

static char *short_config(void) {
    static char text[] = "OpenBLAS";
    return text;
}

static char *core(void) {
    static char text[] = "Zen9";
    return text;
}

static int one(void) {
    return 1;
}

static int twelve(void) {
    return 12;
}

static void a_description_names_version_kernels_and_threads(void **state) {
    (void)state;
    char text[256];
    lsq_lapack L = {.config = config, .core = core, .threads = one};
    lsq_lapack_describe(&L, text, sizeof text);
    check_text(text, "OpenBLAS 0.3.21, Zen9 kernels, 1 thread");
    L.threads = twelve;
    L.config = short_config;
    lsq_lapack_describe(&L, text, sizeof text);
    check_text(text, "OpenBLAS, Zen9 kernels, 12 threads");
    L.core = NULL;
    lsq_lapack_describe(&L, text, sizeof text);
    check_text(text, "a BLAS that does not tell its name");
}

static void the_blas_here_has_a_description(void **state) {
    (void)state;
    char text[256];
    lsq_lapack *L = open_lapack();
    lsq_lapack_describe(L, text, sizeof text);
    if (L->core) {
        check_contains(text, "OpenBLAS 0.");
        check_contains(text, L->core());
        check_contains(text, " kernels, 1 thread");
    }
    lsq_lapack_close(L);
}

static void kernels_older_than_the_processor_are_told(void **state) {
    (void)state;
    static const char *const old[] = {"Prescott", "Core2", "Nehalem", "Sandybridge", "Barcelona"};
    for (int i = 0; i < 5; i++) {
        check_text(lsq_newer_kernels(old[i], 1, 1), "SkylakeX");
        check_text(lsq_newer_kernels(old[i], 1, 0), "Haswell");
        check_text(lsq_newer_kernels(old[i], 0, 0), NULL);
    }
    static const char *const avx2[] = {"Haswell", "Zen", "Excavator"};
    for (int i = 0; i < 3; i++) {
        check_text(lsq_newer_kernels(avx2[i], 1, 1), "SkylakeX");
        check_text(lsq_newer_kernels(avx2[i], 1, 0), NULL);
    }
    check_text(lsq_newer_kernels("SkylakeX", 1, 1), NULL);
    check_text(lsq_newer_kernels("Cooperlake", 1, 1), NULL);
    check_text(lsq_newer_kernels("not of this list", 1, 1), NULL);
}

/* ---- guards ---- */

static void what_lapack_refuses_is_our_fault(void **state) {
    (void)state;
    lsq_error error;
    check_status(lsq_check_info("dgeqrf", 0, &error), LSQ_OK, NULL);
    check_status(lsq_check_info("dgeqrf", 3, &error), LSQ_OK, NULL);
    check_status(lsq_check_info("dgeqrf", -4, &error), LSQ_EINTERNAL, &error);
    check_text(error.message, "dgeqrf refused its argument 4");
}

static void workspaces_have_32_bits_too(void **state) {
    (void)state;
    lsq_error error;
    check_status(lsq_check_work("f", 2147483647.0, &error), LSQ_OK, NULL);
    check_status(lsq_check_work("f", 2147483648.0, &error), LSQ_ELIMIT, &error);
    check_contains(error.message, "f: LAPACK would need to work on 2.1e9 numbers");
    lsq_matrix work;
    check_status(lsq_init_work(&work, 1000, &error), LSQ_OK, NULL);
    assert_true(work.rows >= 1000 && work.rows <= 1002 && work.columns == 1);
    lsq_matrix_clear(&work);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_brings_openblas_pins_it_to_one_thread),
        cmocka_unit_test(a_setting_that_was_there_before_stays),
        cmocka_unit_test(a_missing_library_is_told_with_its_package),
        cmocka_unit_test(a_missing_function_is_told_by_name),
        cmocka_unit_test(the_cblas_of_the_program_does_not_get_between),
        cmocka_unit_test(closing_nothing_is_fine),
        cmocka_unit_test(threads_may_open_at_once),
        cmocka_unit_test(a_description_names_version_kernels_and_threads),
        cmocka_unit_test(the_blas_here_has_a_description),
        cmocka_unit_test(kernels_older_than_the_processor_are_told),
        cmocka_unit_test(what_lapack_refuses_is_our_fault),
        cmocka_unit_test(workspaces_have_32_bits_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
