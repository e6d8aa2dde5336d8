/* lapack.c - find BLAS and LAPACK at run time, and tell which they are.
 *
 * LAPACKE stands on whatever BLAS the system has chosen, so one dlopen of it brings all; each
 * function is looked up through its handle, which searches its dependencies and not the program: a
 * program that links another CBLAS, such as GSL's, does not get between.  Loaded locally, the names
 * do not reach the program either.  OpenBLAS is never unloaded (RTLD_NODELETE): its threads could
 * outlive their code.
 *
 * Who brings OpenBLAS into the process has to pin it before anybody else computes, so loading and
 * pinning are one step under a lock, the only thing here that outlives a call.
 *
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/library.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "table.h"

static const char advice[] = "on Debian: apt-get install liblapacke libopenblas0";

/* Is OpenBLAS in the process, as a library of its own or within the program? */
static int openblas_is_here(void) {
    int (*threads)(void) = NULL;
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (library) {
        dlclose(library);
        return 1;
    }
    void *program = dlopen(NULL, RTLD_NOW);
    int here = program && lsq_look_up(&threads, program, "openblas_get_num_threads");
    if (program)
        dlclose(program);
    return here;
}

static lsq_status look_up_all(lsq_lapack *L, const char *library, lsq_error *error) {
#define LOOK_UP(field, name)                                                                     \
    if (!lsq_look_up(&L->field, L->library, #name))                                              \
        return lsq_fail(error, LSQ_EIO,                                                          \
                        "the classical solvers need LAPACK: %s has no function %s; %s", library, \
                        #name, advice);
    LSQ_LAPACK_TABLE(LOOK_UP)
#undef LOOK_UP
    lsq_look_up(&L->config, L->library, "openblas_get_config");
    lsq_look_up(&L->core, L->library, "openblas_get_corename");
    lsq_look_up(&L->threads, L->library, "openblas_get_num_threads");
    lsq_look_up(&L->set_threads, L->library, "openblas_set_num_threads");
    return LSQ_OK;
}

static lsq_status refuse_library(const char *library, const char *why, lsq_error *error) {
    if (why && lsq_is_want_of_memory(why))
        return lsq_fail(error, LSQ_ENOMEM,
                        "out of memory for loading LAPACK, which the classical solvers need "
                        "(%.400s); the exact solver does without",
                        why);
    return lsq_fail(error, LSQ_EIO,
                    "the classical solvers need LAPACK: %s cannot be loaded (%.400s); %s", library,
                    why ? why : "no reason given", advice);
}

lsq_status lsq_lapack_load(lsq_lapack **L, const char *library, lsq_error *error) {
    *L = NULL;
    lsq_lapack *fresh;
    lsq_status status = lsq_alloc(&fresh, 1, sizeof *fresh, error);
    if (status)
        return status;
    static pthread_mutex_t pinning = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&pinning);
    int here = openblas_is_here();
    fresh->library = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (fresh->library)
        status = look_up_all(fresh, library, error);
    else
        status = refuse_library(library, dlerror(), error);
    if (!status && !here && fresh->set_threads)
        fresh->set_threads(1);
    pthread_mutex_unlock(&pinning);
    if (status)
        lsq_lapack_close(fresh);
    else
        *L = fresh;
    return status;
}

lsq_status lsq_lapack_open(lsq_lapack **L, lsq_error *error) {
    return lsq_lapack_load(L, "liblapacke.so.3", error);
}

void lsq_lapack_close(lsq_lapack *L) {
    if (L && L->library)
        dlclose(L->library);
    free(L);
}

/* ---- which one it is ---- */

static int is_among(const char *name, const char *const *names) {
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* The names are those of OpenBLAS; one that is not among them may well be newer than this list. */
const char *lsq_newer_kernels(const char *core, int avx2, int avx512) {
    static const char *const before_avx2[] = {
        "Unknown", "Generic",   "Katmai",       "Coppermine",  "Northwood",  "Prescott",
        "Banias",  "Atom",      "Core2",        "Penryn",      "Dunnington", "Nehalem",
        "Athlon",  "Opteron",   "Opteron_SSE3", "Barcelona",   "Nano",       "Sandybridge",
        "Bobcat",  "Bulldozer", "Piledriver",   "Steamroller", NULL};
    static const char *const with_avx2[] = {"Haswell", "Zen", "Excavator", NULL};
    int old = is_among(core, before_avx2);
    if (avx512 && (old || is_among(core, with_avx2)))
        return "SkylakeX";
    return avx2 && old ? "Haswell" : NULL;
}

static const char *better_kernels(const char *core) {
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_cpu_init();
    int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                 __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                 __builtin_cpu_supports("avx512cd");
    return lsq_newer_kernels(core, avx2, avx512);
#else
    (void)core;
    return NULL;
#endif
}

/* The configuration begins "OpenBLAS 0.3.21 "; options of its build follow. */
void lsq_lapack_describe(const lsq_lapack *L, char *text, size_t size) {
    if (!L->config || !L->core || !L->threads) {
        snprintf(text, size, "a BLAS that does not tell its name");
        return;
    }
    const char *config = L->config(), *core = L->core();
    size_t name = strcspn(config, " ");
    if (config[name])
        name += 1 + strcspn(config + name + 1, " ");
    int threads = L->threads();
    const char *better = better_kernels(core);
    snprintf(text, size, "%.*s, %.40s kernels, %d thread%s%s%s", (int)(name < 60 ? name : 60),
             config, core, threads, threads == 1 ? "" : "s",
             better ? "; the processor has newer instructions: set OPENBLAS_CORETYPE=" : "",
             better ? better : "");
}

/* ---- guards ---- */

lsq_status lsq_check_view(const char *call, const char *name, lsq_const_view A, int64_t rows,
                          int64_t columns, lsq_error *error) {
    int64_t most = A.rows > A.columns ? A.rows : A.columns;
    most = most > A.ld ? most : A.ld;
    if (most > INT32_MAX)
        return lsq_fail(error, LSQ_ELIMIT,
                        "%s: an index of %s goes to %lld, and LAPACK's have 32 bits", call, name,
                        (long long)most);
    if (A.rows != rows || A.columns != columns)
        return lsq_fail(error, LSQ_EUSAGE, "%s: %s is %lld-by-%lld, expected %lld-by-%lld", call,
                        name, (long long)A.rows, (long long)A.columns, (long long)rows,
                        (long long)columns);
    assert(A.rows >= 0 && A.columns >= 0 && A.ld >= A.rows);
    return LSQ_OK;
}

lsq_status lsq_check_work(const char *call, double numbers, lsq_error *error) {
    if (numbers <= INT32_MAX)
        return LSQ_OK;
    return lsq_fail(error, LSQ_ELIMIT,
                    "%s: LAPACK would need to work on %s numbers, and its counts have 32 bits",
                    call, lsq_short_number(numbers).text);
}

/* Some versions give the wanted size rounded to single precision: 1 + 2^-23 is more than enough. */
lsq_status lsq_init_work(lsq_matrix *work, double numbers, lsq_error *error) {
    return lsq_matrix_init(work, (int64_t)(numbers * (1 + 0x1p-23)) + 1, 1, NULL, error);
}

lsq_status lsq_check_info(const char *function, lapack_int info, lsq_error *error) {
    if (info >= 0)
        return LSQ_OK;
    return lsq_fail(error, LSQ_EINTERNAL, "%s refused its argument %lld", function,
                    -(long long)info);
}
