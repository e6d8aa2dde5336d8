/* fit_gsl.c - gsl_multifit_linear (Householder SVD after balancing) with powers by pow().  See run.
 *
 * Reads only the plain CSV of datasets/nist: y first, no quotes; anything else ends with exit
 * code 1.
 *
 * SPDX-License-Identifier: MIT */
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_vector.h>
#include <gsl/gsl_version.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 200, MAX_COLUMNS = 20 };

/* Fill data; return the number of rows, 0 if the file is not as above. */
static size_t read_csv(const char *path, double data[MAX_ROWS][MAX_COLUMNS], size_t *columns) {
    char line[1000];
    size_t n = 0;
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file) || strncmp(line, "y,", 2) != 0)
        return 0;
    for (; n < MAX_ROWS && fgets(line, sizeof line, file); n++) {
        char *at = line;
        for (*columns = 0; *columns < MAX_COLUMNS && *at && *at != '\n'; at += *at == ',')
            data[n][(*columns)++] = strtod(at, &at);
    }
    fclose(file);
    return n;
}

int main(int argc, char **argv) {
    static double data[MAX_ROWS][MAX_COLUMNS];
    size_t columns = 0, degree = argc == 4 ? (size_t)atoi(argv[2]) : 0;
    if (argc == 1)
        return printf("GSL %s\n", gsl_version) < 0;
    size_t n = degree > 0 ? read_csv(argv[1], data, &columns) : 0;
    if (n == 0)
        return 1;
    size_t first = strcmp(argv[3], "1") == 0; /* the column of x: 1 behind an intercept */
    size_t p = first + (columns - 1) * degree;
    gsl_matrix *X = gsl_matrix_alloc(n, p), *cov = gsl_matrix_alloc(p, p);
    gsl_vector *y = gsl_vector_alloc(n), *coef = gsl_vector_alloc(p);
    for (size_t i = 0; i < n; i++) {
        gsl_vector_set(y, i, data[i][0]);
        gsl_matrix_set(X, i, 0, 1);
        for (size_t j = 0; j < p - first;
             j++) /* powers of one column, or at degree 1 all columns */
            gsl_matrix_set(X, i, first + j,
                           degree > 1 ? pow(data[i][1], (double)(j + 1)) : data[i][1 + j]);
    }
    double rss;
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, p);
    gsl_multifit_linear(X, y, coef, cov, &rss, work);
    for (size_t j = 0; j < p; j++)
        printf("GSL multifit\t%.17g\t%.17g\n", gsl_vector_get(coef, j),
               sqrt(gsl_matrix_get(cov, j, j)));
    gsl_multifit_linear_free(work);
    gsl_vector_free(coef);
    gsl_vector_free(y);
    gsl_matrix_free(cov);
    gsl_matrix_free(X);
    return 0;
}
