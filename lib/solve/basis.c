/* basis.c - rank and relations of the terms, exact.
 *
 * det(X'X) not 0 modulo a prime means det(X'X) not 0: full rank is proven by one elimination over a
 * word-size field.  If the prime finds less, which is certain for a deficient matrix and has
 * probability about p bits / 2^62 for a regular one, FLINT's reduced row echelon form over the
 * integers decides (multimodular, verified).  Its pivots are the first independent columns, so
 * aliased terms are the later ones, as in R.
 *
 * SPDX-License-Identifier: MIT */
#include "basis.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../exact/numerals.h"
#include "../exact/powers.h"

static const ulong prime = 4611686018427387847; /* the largest below 2^62 */

static int has_full_rank(const fmpz_mat_t A) {
    nmod_mat_t modular;
    nmod_mat_init(modular, fmpz_mat_nrows(A), fmpz_mat_ncols(A), prime);
    fmpz_mat_get_nmod_mat(modular, A);
    slong rank = nmod_mat_rank(modular);
    nmod_mat_clear(modular);
    return rank == fmpz_mat_nrows(A);
}

/* rank, kept, place and R from the echelon form E / den of X'X in units. */
static void read_echelon(lsq_basis *basis, const fmpz_mat_t E, const fmpz_t den,
                         const lsq_normal *N) {
    int64_t row = 0;
    for (int64_t j = 0; j < basis->p; j++) {
        basis->place[j] = -1;
        if (row < basis->rank && !fmpz_is_zero(fmpz_mat_entry(E, row, j))) {
            basis->place[j] = row;
            basis->kept[row++] = j;
        }
    }
    fmpq_mat_init(basis->R, (slong)basis->rank, (slong)basis->p);
    for (int64_t i = 0; i < basis->rank; i++)
        for (int64_t j = 0; j < basis->p; j++) {
            fmpq *r = fmpq_mat_entry(basis->R, i, j);
            int64_t k = basis->kept[i];
            fmpq_set_fmpz_frac(r, fmpz_mat_entry(E, i, j), den);
            if (!fmpq_is_zero(r))
                lsq_rational_scale(r, N->exp10[j] - N->exp10[k], N->exp2[j] - N->exp2[k]);
        }
}

static lsq_status allocate(lsq_basis *basis, int64_t p, lsq_error *error) {
    memset(basis, 0, sizeof *basis);
    lsq_status status = lsq_alloc(&basis->kept, p, sizeof *basis->kept, error);
    if (!status)
        status = lsq_alloc(&basis->place, p, sizeof *basis->place, error);
    if (status) {
        free(basis->kept);
        memset(basis, 0, sizeof *basis);
        return status;
    }
    basis->p = p;
    return LSQ_OK;
}

lsq_status lsq_basis_init(lsq_basis *basis, const lsq_normal *N, lsq_error *error) {
    lsq_status status = allocate(basis, N->p, error);
    if (status)
        return status;
    fmpz_mat_t A, E;
    fmpz_t den;
    fmpz_mat_window_init(A, N->S, 0, 0, (slong)N->p, (slong)N->p);
    fmpz_mat_init(E, (slong)N->p, (slong)N->p);
    fmpz_init_set_ui(den, 1);
    if (has_full_rank(A)) {
        fmpz_mat_one(E);
        basis->rank = N->p;
    } else {
        basis->rank = fmpz_mat_rref(E, den, A);
    }
    read_echelon(basis, E, den, N);
    fmpz_clear(den);
    fmpz_mat_clear(E);
    fmpz_mat_window_clear(A);
    return LSQ_OK;
}

lsq_status lsq_basis_give(lsq_basis *basis, const lsq_normal *N, const lsq_answer *answer,
                          lsq_error *error) {
    lsq_status status = allocate(basis, N->p, error);
    if (status)
        return status;
    int64_t named = 0, row = 0;
    for (int64_t j = 0; j < N->p; j++)
        named += answer->aliased[j] != 0;
    int known = named == N->p - answer->rank;
    basis->rank = answer->rank;
    for (int64_t j = 0; j < N->p; j++) {
        int left_out = known ? answer->aliased[j] : j >= answer->rank;
        basis->place[j] = left_out ? -1 : row;
        if (!left_out)
            basis->kept[row++] = j;
    }
    fmpq_mat_init(basis->R, (slong)basis->rank, (slong)basis->p);
    for (int64_t i = 0; i < basis->rank; i++)
        for (int64_t j = 0; j < basis->p; j++) {
            fmpq *r = fmpq_mat_entry(basis->R, i, j);
            if (basis->place[j] >= 0)
                fmpq_set_si(r, basis->place[j] == i, 1);
            else if (known)
                lsq_rational_of_double(r, answer->relations[basis->kept[i] + j * N->p]);
        }
    return LSQ_OK;
}

void lsq_basis_clear(lsq_basis *basis) {
    if (basis->place)
        fmpq_mat_clear(basis->R);
    free(basis->kept);
    free(basis->place);
    memset(basis, 0, sizeof *basis);
}
