/* doubles.c - the search for an element that is not finite.
 *
 * SPDX-License-Identifier: MIT */
#include "doubles.h"

#include <math.h>

#include "error.h"

lsq_status lsq_check_finite(lsq_doubles A, const char *name, lsq_error *error) {
    for (int64_t i = 0; i < A.rows; i++)
        for (int64_t j = 0; j < A.columns; j++) {
            double v = A.data[i * A.row_stride + j * A.column_stride];
            if (!isfinite(v))
                return lsq_fail(error, LSQ_EDATA, "%s[%lld, %lld] is %s", name, (long long)i,
                                (long long)j, isnan(v) ? "NaN" : "infinite");
        }
    return LSQ_OK;
}
