/* relations.c - an aliased term as the combination of others that it is.
 *
 * Exact relations have rational factors, those that a classical solver found have decimals.
 *
 * SPDX-License-Identifier: MIT */
#include "fit.h"

#include <stdlib.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "../exact/numerals.h"

enum { GIVEN_DIGITS = 6 };

/* text += "2/3*", nothing for 1 */
static void put_exact(lsq_text *text, const fmpq_t size) {
    if (fmpq_is_one(size))
        return;
    char *digits = fmpq_get_str(NULL, 10, size);
    lsq_text_format(text, "%s*", digits);
    flint_free(digits);
}

/* text += "0.666667*", nothing for what rounds to 1: rounding has been at work in the later
 * digits. */
static void put_rounded(lsq_text *text, const fmpq_t size) {
    lsq_surd v;
    lsq_rounded r;
    lsq_surd_init(&v);
    lsq_rounded_init(&r);
    lsq_surd_set(&v, size);
    lsq_round_surd(&r, &v, (lsq_places){GIVEN_DIGITS, 0});
    while (r.exp10 < 0 && fmpz_divisible_si(r.mantissa, 10)) {
        fmpz_divexact_ui(r.mantissa, r.mantissa, 10);
        r.exp10++;
    }
    if (!(fmpz_is_one(r.mantissa) && r.exp10 == 0)) {
        lsq_rounded_text(text, &r);
        lsq_text_put(text, "*");
    }
    lsq_rounded_clear(&r);
    lsq_surd_clear(&v);
}

/* text += " + 2/3*name", " - name", ... ; the first without blanks */
static void put_multiple(lsq_text *text, const fmpq_t factor, int given, const char *name) {
    int negative = fmpq_sgn(factor) < 0;
    lsq_text_put(text, text->length ? (negative ? " - " : " + ") : negative ? "-" : "");
    fmpq_t size;
    fmpq_init(size);
    fmpq_abs(size, factor);
    (given ? put_rounded : put_exact)(text, size);
    lsq_text_put(text, name);
    fmpq_clear(size);
}

/* A column of zeros is known exactly, whoever solved. */
static int is_zero(const lsq_fit *fit, int64_t j) {
    return fmpz_is_zero(fmpz_mat_entry(fit->g.N.S, j, j));
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
                put_multiple(&text, fmpq_mat_entry(basis->R, i, j), fit->answer != NULL,
                             fit->model->terms[basis->kept[i]].name);
        if (!text.length && !text.failed && !is_zero(fit, j))
            continue; /* the solver found a rank and no relations */
        if (!text.length)
            lsq_text_put(&text, "0");
        status = lsq_text_take(&text, &fit->relations[j], error);
    }
    return status;
}
