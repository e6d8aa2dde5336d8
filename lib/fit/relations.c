/* relations.c - an aliased term as the combination of others that it is.
 *
 * SPDX-License-Identifier: MIT */
#include "fit.h"

#include <stdlib.h>

#include "../base/memory.h"
#include "../base/text.h"

/* text += " + 2/3*name", " - name", ... ; the first without blanks */
static void put_multiple(lsq_text *text, const fmpq_t factor, const char *name) {
    int negative = fmpq_sgn(factor) < 0;
    lsq_text_put(text, text->length ? (negative ? " - " : " + ") : negative ? "-" : "");
    fmpq_t size;
    fmpq_init(size);
    fmpq_abs(size, factor);
    if (!fmpq_is_one(size)) {
        char *digits = fmpq_get_str(NULL, 10, size);
        lsq_text_format(text, "%s*", digits);
        flint_free(digits);
    }
    lsq_text_put(text, name);
    fmpq_clear(size);
}

lsq_status lsq_fit_find_relations(lsq_fit *fit, lsq_error *error) {
    const lsq_basis *basis = &fit->g.basis;
    lsq_status status = lsq_alloc(&fit->relations, fit->model->p, sizeof *fit->relations, error);
    for (int64_t j = 0; !status && j < basis->p; j++) {
        if (basis->place[j] >= 0)
            continue;
        lsq_text text = {0};
        for (int64_t i = 0; i < basis->rank; i++)
            if (!fmpq_is_zero(fmpq_mat_entry(basis->R, i, j)))
                put_multiple(&text, fmpq_mat_entry(basis->R, i, j),
                             fit->model->terms[basis->kept[i]].name);
        if (!text.length)
            lsq_text_put(&text, "0");
        status = lsq_text_take(&text, &fit->relations[j], error);
    }
    return status;
}
