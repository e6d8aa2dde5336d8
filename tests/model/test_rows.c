/* test_rows.c - blocks of monomials against products formed cell by cell with FLINT's rationals.
 *
 * SPDX-License-Identifier: MIT */
#include "model/support.h"

enum { N_COLUMNS = 10 };

/* value = z 10^exp10 2^exp2 of a cell */
static void cell(fmpq_t value, const lsq_integers *a, int64_t row) {
    fmpz_t ten;
    fmpz_init_set_ui(ten, 10);
    fmpq_set_si(value, 10, 1);
    fmpq_pow_si(value, value, (slong)a->exp10);
    fmpq_mul_fmpz(value, value, a->z + row);
    if (a->exp2 >= 0)
        fmpq_mul_2exp(value, value, (ulong)a->exp2);
    else
        fmpq_div_2exp(value, value, (ulong)-a->exp2);
    fmpz_clear(ten);
}

static void assert_block(const lsq_model *model, const lsq_integers *x, const lsq_integers *Z,
                         int64_t rows) {
    fmpq_t wanted, got, factor;
    fmpq_init(wanted);
    fmpq_init(got);
    fmpq_init(factor);
    for (int64_t i = 0; i < model->n_monomials; i++) {
        const lsq_monomial *m = &model->monomials[i];
        assert_int_equal(Z[i].rows, rows);
        for (int64_t row = 0; row < rows; row++) {
            fmpq_one(wanted);
            for (int64_t j = 0; j < m->count; j++) {
                cell(factor, &x[m->factors[j].column], row);
                for (int64_t k = 0; k < m->factors[j].power; k++)
                    fmpq_mul(wanted, wanted, factor);
            }
            cell(got, &Z[i], row);
            assert_true(fmpq_equal(got, wanted));
            assert_true((int64_t)fmpz_bits(Z[i].z + row) <= Z[i].bits);
        }
    }
    fmpq_clear(wanted);
    fmpq_clear(got);
    fmpq_clear(factor);
}

typedef struct block {
    lsq_integers x[N_COLUMNS], Z[64];
} block;

static block *new_block(void) {
    block *b = malloc(sizeof *b);
    assert_non_null(b);
    for (int64_t i = 0; i < N_COLUMNS; i++)
        assert_int_equal(lsq_integers_init(&b->x[i], NULL), LSQ_OK);
    for (int64_t i = 0; i < 64; i++)
        assert_int_equal(lsq_integers_init(&b->Z[i], NULL), LSQ_OK);
    return b;
}

static void free_block(block *b) {
    for (int64_t i = 0; i < N_COLUMNS; i++)
        lsq_integers_clear(&b->x[i]);
    for (int64_t i = 0; i < 64; i++)
        lsq_integers_clear(&b->Z[i]);
    free(b);
}

/* Column i: pseudo-random integers of up to `bits` bits, of both signs and zeros, scaled by
 * 10^-i 2^(3 - i). */
static void fill(block *b, int64_t rows, uint64_t seed, int bits) {
    for (int64_t i = 0; i < N_COLUMNS; i++) {
        lsq_integers *x = &b->x[i];
        x->bits = 0;
        for (int64_t row = 0; row < rows; row++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            int64_t small = (int64_t)(seed >> 40) % 1001 - 500;
            fmpz_set_si(x->room + row, small);
            if (small % 3 && bits > 10)
                fmpz_mul_2exp(x->room + row, x->room + row, (ulong)(bits - 10));
            int64_t n = (int64_t)fmpz_bits(x->z + row);
            x->bits = n > x->bits ? n : x->bits;
        }
        x->rows = rows;
        x->exp10 = -i;
        x->exp2 = 3 - i;
    }
}

/* The same block memory is used for long and short numbers, many and few rows, as in a fit. */
static void monomials_are_products_of_their_columns(void **state) {
    (void)state;
    static const char *const formulas[] = {"y ~ a*b*c + I(x^10) + I(age^7*y2^3)",
                                           "y ~ powers(x, 5)", "I(y^2) ~ 1", "y ~ I((a - b)^4)"};
    block *b = new_block();
    for (size_t f = 0; f < sizeof formulas / sizeof *formulas; f++) {
        lsq_model *model = model_of(formulas[f]);
        assert_true(model->n_monomials <= 64);
        static const struct {
            int64_t rows;
            int bits;
        } blocks[] = {{40, 10}, {7, 200}, {40, 61}, {3, 9}, {40, 100}, {40, 10}, {0, 10}, {1, 70}};
        for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) {
            fill(b, blocks[k].rows, 17 + k, blocks[k].bits);
            assert_int_equal(lsq_model_rows(model, b->x, blocks[k].rows, b->Z, NULL), LSQ_OK);
            assert_block(model, b->x, b->Z, blocks[k].rows);
        }
        lsq_model_free(model);
    }
    free_block(b);
}

static void a_full_block_has_all_its_rows(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ x + I(x^3)");
    block *b = new_block();
    fill(b, LSQ_BLOCK_ROWS, 5, 20);
    assert_int_equal(lsq_model_rows(model, b->x, LSQ_BLOCK_ROWS, b->Z, NULL), LSQ_OK);
    assert_block(model, b->x, b->Z, LSQ_BLOCK_ROWS);
    free_block(b);
    lsq_model_free(model);
}

static void fault_73_digits_times_degree_are_bounded_together(void **state) {
    (void)state;
    lsq_model *model = model_of("y ~ I(x^64)");
    block *b = new_block();
    lsq_error error = {0};
    fill(b, 5, 3, 1000);
    assert_int_equal(lsq_model_rows(model, b->x, 5, b->Z, NULL), LSQ_OK);
    fill(b, 5, 3, 1100);
    assert_int_equal(lsq_model_rows(model, b->x, 5, b->Z, &error), LSQ_ELIMIT);
    assert_int_equal(error.status, LSQ_ELIMIT);
    fill(b, 5, 3, 1000);
    assert_int_equal(lsq_model_rows(model, b->x, 5, b->Z, NULL), LSQ_OK);
    assert_block(model, b->x, b->Z, 5);
    free_block(b);
    lsq_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monomials_are_products_of_their_columns),
        cmocka_unit_test(a_full_block_has_all_its_rows),
        cmocka_unit_test(fault_73_digits_times_degree_are_bounded_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
