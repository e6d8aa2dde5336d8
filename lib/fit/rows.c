/* rows.c - the rows of an exact fit, kept as doubles beside it: 8 n (p + q) bytes.
 *
 * Fails as lsq_fit_files and lsq_fit_doubles do, and with LSQ_ENOMEM.
 *
 * SPDX-License-Identifier: MIT */
#include "rows.h"

#include <stdlib.h>

#include "../base/error.h"
#include "../base/memory.h"

static lsq_status take_rows(void *context, lsq_view D, lsq_error *error) {
    lsq_rows *kept = context;
    lsq_status status =
        lsq_grow(&kept->blocks, &kept->capacity, kept->count + 1, sizeof *kept->blocks, error);
    if (status)
        return status;
    lsq_matrix *block = &kept->blocks[kept->count];
    status = lsq_matrix_init(block, D.rows, D.columns, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(block), lsq_view_look(D), error);
    if (status) {
        lsq_matrix_clear(block);
        return status;
    }
    kept->count++;
    kept->n += D.rows;
    return LSQ_OK;
}

void lsq_rows_clear(lsq_rows *kept) {
    for (int64_t i = 0; i < kept->count; i++)
        lsq_matrix_clear(&kept->blocks[i]);
    free(kept->blocks);
    *kept = (lsq_rows){0};
}

lsq_status lsq_origin_check(const lsq_origin *from, lsq_error *error) {
    if (from->paths && from->files >= 1)
        return LSQ_OK;
    return lsq_fail(error, LSQ_EUSAGE, "%lld paths at %s", (long long)from->files,
                    from->paths ? "an address" : "NULL");
}

lsq_status lsq_rows_fit(lsq_fit **out, lsq_rows *kept, double *seconds, const lsq_origin *from,
                        const lsq_fit_options *o, lsq_error *error) {
    lsq_sink sink = {take_rows, kept, 0};
    lsq_fit *fit = NULL;
    *out = NULL;
    lsq_status status = lsq_fit_new(&fit, error);
    if (status)
        return status;
    fit->sink = kept ? &sink : NULL;
    fit->weighed_by = from->weights;
    fit->coefficients_only = from->coefficients_only;
    status = from->paths ? lsq_fit_read_files(fit, from->paths, from->files, o, error)
                         : lsq_fit_read_doubles(fit, from->X, from->Y, o, error);
    fit->sink = NULL;
    fit->weighed_by = NULL;
    double began = lsq_seconds();
    if (!status)
        status = lsq_fit_finish(fit, o, error);
    *seconds = sink.seconds + lsq_seconds() - began;
    return lsq_fit_deliver(out, fit, status);
}
