/* views.h - small matrices by hand, and a handle of LAPACK.  Include after cmocka.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CALCULUS_VIEWS_H
#define CALCULUS_VIEWS_H

#include "dense/lapack.h"
#include "support/check.h"

/* A matrix of numbers given column by column, to be read or to be written. */
#define LOOK(rows, columns, ...) \
    ((lsq_const_view){(const double[]){__VA_ARGS__}, (rows), (columns), (rows)})
#define VIEW(data, rows, columns) ((lsq_view){(data), (rows), (columns), (rows)})

static inline lsq_lapack *open_lapack(void) {
    lsq_lapack *L = NULL;
    lsq_error error = {0};
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, &error);
    return L;
}

/* The elements of got, column by column, are these doubles. */
#define check_elements(got, count, ...) \
    check_elements_at(got, count, (const double[]){__VA_ARGS__}, __FILE__, __LINE__)
static inline void check_elements_at(const double *got, int count, const double *want,
                                     const char *file, int line) {
    for (int i = 0; i < count; i++)
        check_same_at(got[i], want[i], file, line);
}

#endif
