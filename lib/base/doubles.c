/* doubles.c - the search for an element that is not finite.
 *
 * First all are looked at in the order of memory, without a branch; their places matter only where
 * one is not finite.
 *
 * SPDX-License-Identifier: MIT */
#include "doubles.h"

#include <math.h>
#include <string.h>

#include "error.h"

/* The exponent of Inf and NaN, all bits 1, is the only one that carries into the sign. */
static int run_is_finite(const double *x, int64_t stride, int64_t count) {
    const uint64_t exponent = (uint64_t)0x7FF << 52, one = (uint64_t)1 << 52;
    uint64_t all = 0, u;
    for (int64_t i = 0; i < count; i++) {
        memcpy(&u, x + i * stride, sizeof u);
        all |= (u & exponent) + one;
    }
    return !(all >> 63);
}

int lsq_all_finite(lsq_doubles A) {
    int64_t down = A.row_stride < 0 ? -A.row_stride : A.row_stride,
            across = A.column_stride < 0 ? -A.column_stride : A.column_stride;
    int by_columns = down <= across;
    if (!A.rows || !A.columns) /* and perhaps no data */
        return 1;
    for (int64_t j = 0; j < (by_columns ? A.columns : A.rows); j++)
        if (by_columns ? !run_is_finite(A.data + j * A.column_stride, A.row_stride, A.rows)
                       : !run_is_finite(A.data + j * A.row_stride, A.column_stride, A.columns))
            return 0;
    return 1;
}

lsq_status lsq_check_finite(lsq_doubles A, const char *name, lsq_error *error) {
    if (lsq_all_finite(A))
        return LSQ_OK;
    for (int64_t i = 0; i < A.rows; i++)
        for (int64_t j = 0; j < A.columns; j++) {
            double v = A.data[i * A.row_stride + j * A.column_stride];
            if (!isfinite(v))
                return lsq_fail(error, LSQ_EDATA, "%s[%lld, %lld] is %s", name, (long long)i,
                                (long long)j, isnan(v) ? "NaN" : "infinite");
        }
    return LSQ_OK;
}
