/* design.c - the rows of a model as doubles: D_ij = fl(sum_a c_ja Z_ia).
 *
 * A term that is one monomial is converted straight from it.  Others are summed in integers under
 * the finest unit of their parts, z = sum_a c_a 10^s_a 2^t_a z_a with all s_a, t_a >= 0, and
 * rounded once.  So each element is the double nearest to its exact value, whatever cancels on the
 * way. O(rows) a part.  LSQ_ENOMEM; LSQ_ENUMERIC where a value is beyond the range of a double.
 *
 * SPDX-License-Identifier: MIT */
#include "design.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "../base/error.h"
#include "../base/text.h"
#include "../exact/powers.h"

static int is_monomial(const lsq_polynomial *t) {
    return t->count == 1 && t->parts[0].exp10 == 0 && fmpz_is_one(t->parts[0].value);
}

/* sum = the values of the polynomial on the rows. */
static void combine(lsq_integers *sum, const lsq_polynomial *t, const lsq_integers *Z,
                    int64_t rows) {
    sum->exp10 = sum->exp2 = 0;
    for (int64_t a = 0; a < t->count; a++) {
        const lsq_integers *z = &Z[t->parts[a].monomial];
        int64_t exp10 = t->parts[a].exp10 + z->exp10;
        sum->exp10 = a && sum->exp10 < exp10 ? sum->exp10 : exp10;
        sum->exp2 = a && sum->exp2 < z->exp2 ? sum->exp2 : z->exp2;
    }
    _fmpz_vec_zero(sum->room, (slong)rows);
    fmpz_t factor, cell;
    fmpz_init(factor);
    fmpz_init(cell);
    for (int64_t a = 0; a < t->count; a++) {
        const lsq_integers *z = &Z[t->parts[a].monomial];
        lsq_integer_ten(factor, t->parts[a].exp10 + z->exp10 - sum->exp10);
        fmpz_mul(factor, factor, t->parts[a].value);
        fmpz_mul_2exp(factor, factor, (ulong)(z->exp2 - sum->exp2));
        for (int64_t i = 0; i < rows; i++) {
            lsq_integers_get(cell, z, i);
            fmpz_addmul(sum->room + i, factor, cell);
        }
    }
    fmpz_clear(cell);
    fmpz_clear(factor);
    slong bits = _fmpz_vec_max_bits(sum->z, (slong)rows);
    sum->bits = bits < 0 ? -bits : bits;
    sum->rows = rows;
}

static lsq_status check_range(const double *x, int64_t rows, const char *term, lsq_error *error) {
    for (int64_t i = 0; i < rows; i++)
        if (isinf(x[i])) {
            char name[256];
            lsq_escape(name, sizeof name, term, strlen(term));
            return lsq_fail(error, LSQ_ENUMERIC,
                            "a value of %s is beyond the range of a double; the exact solver takes "
                            "it",
                            name);
        }
    return LSQ_OK;
}

lsq_status lsq_model_design(const lsq_model *model, const lsq_integers *Z, int64_t rows, lsq_view D,
                            lsq_error *error) {
    int64_t terms = model->p + model->q;
    assert(D.rows == rows && D.columns == terms + (model->weighted > 0) && rows <= LSQ_BLOCK_ROWS);
    lsq_integers sum;
    lsq_status status = lsq_integers_init(&sum, error);
    for (int64_t j = 0; !status && j < terms; j++) {
        const lsq_polynomial *t = &model->terms[j].value;
        const lsq_integers *from = &sum;
        if (is_monomial(t))
            from = &Z[t->parts[0].monomial];
        else
            combine(&sum, t, Z, rows);
        double *column = D.data + j * D.ld;
        lsq_integers_to_doubles(column, from);
        status = check_range(column, rows, model->terms[j].name, error);
    }
    if (!status && model->weighted) {
        double *w = D.data + terms * D.ld;
        lsq_integers_to_doubles(w, &Z[model->weighted]);
        status = check_range(w, rows, model->names[model->weight], error);
    }
    lsq_integers_clear(&sum);
    return status;
}
