/* gsl.c - the GNU Scientific Library as a solver to compare with: gsl_multifit, the singular value
 * decomposition of X with balanced columns.
 *
 *   A = X D = U S V',  B = D V S^-1 U'Y,  C = D V S^-2 V'D
 *
 * singular values below 2^-52 of the largest count as 0.  Each response is solved on its own, as
 * the function does.  gsl_multifit_wlinear with weights of 1 takes the same steps as
 * gsl_multifit_linear and gives C itself; the other multiplies it by the residual variance, which
 * may be 0.
 *
 * The library is loaded, not linked, so that lsq runs without it; only GSL's headers are used, and
 * without them the solver says so.  When malloc fails inside it, GSL goes on with NULL, so that its
 * handler of errors has to end the program, as with FLINT.
 *
 * SPDX-License-Identifier: MIT */
#include "gsl.h"

#include <stdio.h>

static lsq_status fail(lsq_error *error, lsq_status status, const char *what, const char *why) {
    *error = (lsq_error){.status = status, .byte = -1};
    snprintf(error->message, sizeof error->message, "%s%s%s", what, *why ? ": " : "", why);
    return status;
}

#if defined(__has_include)
#if __has_include(<gsl/gsl_multifit.h>)
#define HAVE_GSL 1
#endif
#endif

#if HAVE_GSL && defined(__GNUC__)

#include <dlfcn.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

typedef struct functions {
    __typeof__(gsl_set_error_handler) *set_handler;
    __typeof__(gsl_strerror) *text_of;
    __typeof__(gsl_multifit_linear_alloc) *alloc;
    __typeof__(gsl_multifit_linear_free) *release;
    __typeof__(gsl_multifit_wlinear) *solve;
} functions;

/* dlsym gives void *, which POSIX lets stand for a function and C only lets copy. */
static int find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

/* What GSL calls on any error; those that it returns are told later. */
static void meet_error(const char *reason, const char *file, int line, int code) {
    (void)reason, (void)file, (void)line;
    if (code == GSL_ENOMEM) {
        say("out of memory inside GSL");
        _exit(lsq_exit_code(LSQ_ENOMEM));
    }
}

static lsq_status open_library(void **library, lsq_error *error) {
    static const char *const names[] = {"libgsl.so.27", "libgsl.so.28", "libgsl.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (*library)
            return LSQ_OK;
        const char *why = dlerror();
        if (!why || !strstr(why, strerror(ENOENT)))
            return fail(error, LSQ_ENOMEM, "GSL cannot be loaded", why ? why : "out of memory");
    }
    return fail(error, LSQ_EIO, "GSL is not installed; on Debian: sudo apt-get install libgsl27",
                "");
}

static lsq_status load(functions *f, lsq_error *error) {
    void *library;
    lsq_status status = open_library(&library, error);
    if (status)
        return status;
    if (!find(library, "gsl_set_error_handler", &f->set_handler) ||
        !find(library, "gsl_strerror", &f->text_of) ||
        !find(library, "gsl_multifit_linear_alloc", &f->alloc) ||
        !find(library, "gsl_multifit_linear_free", &f->release) ||
        !find(library, "gsl_multifit_wlinear", &f->solve))
        return fail(error, LSQ_EIO, "GSL lacks a function of gsl_multifit", "");
    f->set_handler(meet_error);
    return LSQ_OK;
}

/* Vectors and matrices of GSL over memory of ours. */
static gsl_vector vector(double *data, size_t size) {
    return (gsl_vector){.size = size, .stride = 1, .data = data};
}

static gsl_matrix matrix(double *data, size_t rows, size_t columns) {
    return (gsl_matrix){.size1 = rows, .size2 = columns, .tda = columns, .data = data};
}

/* The arrays of a solution: X by rows, weights, and what GSL computes. */
typedef struct work {
    double *X, *weights;
    gsl_multifit_linear_workspace *space;
} work;

static int work_init(work *w, const functions *f, size_t n, size_t p, const double *X) {
    w->X = malloc(n * p * sizeof *w->X);
    w->weights = malloc(n * sizeof *w->weights);
    w->space = f->alloc(n, p);
    if (!w->X || !w->weights || !w->space)
        return 0;
    for (size_t i = 0; i < n; i++) {
        w->weights[i] = 1;
        for (size_t j = 0; j < p; j++)
            w->X[i * p + j] = X[i + j * n];
    }
    return 1;
}

static lsq_status solve(void *context, int64_t n, int64_t p, int64_t q, double *X, double *Y,
                        double *B, double *C, int64_t *bytes, lsq_error *error) {
    (void)context;
    functions f;
    work w = {0};
    lsq_status status = load(&f, error);
    if (status)
        return status;
    if (n < p || !p)
        return fail(error, LSQ_ENUMERIC, p ? "GSL needs as many rows as columns" : "no columns",
                    "");
    size_t rows = (size_t)n, columns = (size_t)p;
    if (!work_init(&w, &f, rows, columns, X))
        status = fail(error, LSQ_ENOMEM, "out of memory for GSL", "");
    for (int64_t r = 0; r < q && !status; r++) {
        gsl_matrix x = matrix(w.X, rows, columns), c = matrix(C, columns, columns);
        gsl_vector y = vector(Y + r * n, rows), weights = vector(w.weights, rows);
        gsl_vector b = vector(B + r * p, columns);
        double chisq;
        int code = f.solve(&x, &weights, &y, &b, &c, &chisq, w.space);
        if (code)
            status = fail(error, LSQ_ENUMERIC, "GSL", f.text_of(code));
    }
    /* X twice, by rows and in GSL's U, weights and GSL's vector of as many, three matrices and
     * three vectors of p */
    *bytes = (int64_t)sizeof(double) * (2 * n * p + 2 * n + 3 * p * p + 3 * p);
    if (w.space)
        f.release(w.space);
    free(w.weights);
    free(w.X);
    return status;
}

/* Load it once before the solver is timed. */
static void prepare(void) {
    functions f;
    lsq_error error;
    load(&f, &error);
}

#else

static void prepare(void) {
}

static lsq_status solve(void *context, int64_t n, int64_t p, int64_t q, double *X, double *Y,
                        double *B, double *C, int64_t *bytes, lsq_error *error) {
    (void)context, (void)n, (void)p, (void)q, (void)X, (void)Y, (void)B, (void)C, (void)bytes;
    return fail(error, LSQ_EIO,
                "lsq was built without the headers of GSL (Debian: libgsl-dev) and cannot call it",
                "");
}

#endif

lsq_outside gsl_solver(void) {
    prepare();
    return (lsq_outside){
        .name = "gsl",
        .solve = solve,
        .note = "gsl_multifit, the SVD of X with balanced columns: loses about as many digits as "
                "svd"};
}
