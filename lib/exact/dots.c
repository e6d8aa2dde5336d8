/* dots.c - dot products of columns of doubles that hold integers.
 *
 * A 2-by-4 tile of columns keeps eight sums and six operands in registers.
 *
 * SPDX-License-Identifier: MIT */
#include "dots.h"

enum { LANE = 2 }; /* doubles of a vector register that every machine has */

typedef double vector __attribute__((vector_size(LANE * sizeof(double)), may_alias, aligned(8)));

/* dots[0 .. 4) of the column a with four columns b, b + ld, ..., and the same for a + ld. */
static void tile(double *dots, int64_t ldd, const double *a, const double *b, int64_t ld,
                 int64_t rows) {
    vector sum[2][4] = {{{0}}};
    for (int64_t i = 0; i < rows; i += LANE) {
        vector a0 = *(const vector *)(a + i), a1 = *(const vector *)(a + ld + i);
        for (int j = 0; j < 4; j++) {
            vector bj = *(const vector *)(b + j * ld + i);
            sum[0][j] += a0 * bj;
            sum[1][j] += a1 * bj;
        }
    }
    for (int r = 0; r < 2; r++)
        for (int j = 0; j < 4; j++)
            dots[r * ldd + j] = sum[r][j][0] + sum[r][j][1];
}

static double dot(const double *a, const double *b, int64_t rows) {
    vector sum = {0};
    for (int64_t i = 0; i < rows; i += LANE)
        sum += *(const vector *)(a + i) * *(const vector *)(b + i);
    return sum[0] + sum[1];
}

void lsq_dots(lsq_simd simd, double *dots, int64_t ldd, const double *A, int64_t na,
              const double *B, int64_t nb, int64_t ld, int64_t rows) {
    (void)simd;
    for (int64_t i = 0; i < na; i += 2)
        for (int64_t j = 0; j < nb; j += 4) {
            if (i + 2 <= na && j + 4 <= nb) {
                tile(dots + i * ldd + j, ldd, A + i * ld, B + j * ld, ld, rows);
                continue;
            }
            for (int64_t r = i; r < na && r < i + 2; r++)
                for (int64_t c = j; c < nb && c < j + 4; c++)
                    dots[r * ldd + c] = dot(A + r * ld, B + c * ld, rows);
        }
}
