/* The accumulator from inside: units, blocks, picks, and every refusal with its sentence.  Its laws
 * on random data are in tests/laws.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "moments/moments.h"
#include "support/check.h"
#include "support/random.h"
#include "support/rational.h"

static lsq_moments *make(int64_t columns) {
    lsq_moments *m = NULL;
    lsq_error error;
    check_status(lsq_moments_new(&m, columns, &error), LSQ_OK, NULL);
    assert_non_null(m);
    return m;
}

/* m += rows x (columns of m) doubles, row by row */
static void add(lsq_moments *m, const double *z, int64_t rows) {
    lsq_error error;
    int64_t k = lsq_moments_columns(m);
    check_status(lsq_moments_add(m, (lsq_doubles){z, rows, k, k, 1}, &error), LSQ_OK, NULL);
}

/* x = M_ij as a number */
static void entry(mpq_t x, const lsq_moments *m, int64_t i, int64_t j) {
    lsq_moments_settle(m);
    mpq_set_ui(x, 1, 1);
    fmpz_get_mpz(mpq_numref(x), m->M + (i < j ? lsq_packed(i, j) : lsq_packed(j, i)));
    rational_scale10(x, m->exp10[i] + m->exp10[j]);
    int64_t twos = m->exp2[i] + m->exp2[j];
    if (twos < 0)
        mpq_div_2exp(x, x, (mp_bitcnt_t)-twos);
    else
        mpq_mul_2exp(x, x, (mp_bitcnt_t)twos);
}

static void check_entry_at(const lsq_moments *m, int64_t i, int64_t j, const char *want, int line) {
    mpq_t x, y;
    mpq_init(x);
    mpq_init(y);
    entry(x, m, i, j);
    assert_int_equal(rational_from_text(y, want), 0);
    int equal = mpq_equal(x, y);
    mpq_clear(y);
    mpq_clear(x);
    if (!equal) {
        print_error("M[%lld, %lld] is not %s\n", (long long)i, (long long)j, want);
        _fail(__FILE__, line);
    }
}
#define check_entry(m, i, j, want) check_entry_at(m, i, j, want, __LINE__)

static void moments_hold_counts_sums_and_sums_of_products(void **state) {
    (void)state;
    lsq_moments *m = make(2);
    const double z[] = {1, 10, 2, -20, 3.5, 0.25};
    add(m, z, 3);
    assert_int_equal(lsq_moments_rows(m), 3);
    assert_int_equal(lsq_moments_columns(m), 2);
    check_entry(m, 0, 0, "3");
    check_entry(m, 0, 1, "6.5");
    check_entry(m, 0, 2, "-9.75");
    check_entry(m, 1, 1, "17.25");
    check_entry(m, 1, 2, "-29.125");
    check_entry(m, 2, 2, "500.0625");
    lsq_moments_free(m);
}

/* Text blocks of scales 10^-1, 10^-3, 10^2 and a block of doubles of scale 2^-2, in both orders of
 * coarse and fine. */
static void blocks_of_any_unit_add_up(void **state) {
    (void)state;
    static const int32_t exp10[] = {-1, -3, 2};
    lsq_integers Z[2];
    lsq_decimals d;
    check_status(lsq_integers_init(&Z[0], NULL), LSQ_OK, NULL);
    check_status(lsq_integers_init(&Z[1], NULL), LSQ_OK, NULL);
    check_status(lsq_decimals_init(&d, NULL), LSQ_OK, NULL);
    lsq_moments *m = make(1);
    check_status(lsq_integers_one(&Z[0], 1, NULL), LSQ_OK, NULL);
    d.rows = 1;
    for (int i = 0; i < 2;
         i++) { /* 700, 0: an empty column takes the unit of the first block, zero brings none */
        fmpz_set_si(d.value, i ? 0 : 7);
        d.exp10[0] = i ? -9 : 2;
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &Z[1], &d, LSQ_NO_UNIT, NULL),
                     LSQ_OK, NULL);
        check_status(lsq_moments_add_block(m, Z, NULL), LSQ_OK, NULL);
        check_entry(m, 0, 1, "700");
        assert_int_equal(m->exp10[1], 2);
    }
    lsq_moments_reset(m);
    for (int i = 0; i < 3; i++) { /* 0.7, 0.007, 700 */
        fmpz_set_si(d.value, 7);
        d.exp10[0] = exp10[i];
        check_status(lsq_integers_from_decimals(lsq_simd_here(), &Z[1], &d, LSQ_NO_UNIT, NULL),
                     LSQ_OK, NULL);
        check_status(lsq_moments_add_block(m, Z, NULL), LSQ_OK, NULL);
    }
    check_entry(m, 0, 1, "700.707");
    check_entry(m, 1, 1, "490000.490049");
    const double quarter = -0.25;
    check_status(lsq_integers_from_doubles(lsq_simd_here(), &Z[1], &quarter, 1, 1, NULL), LSQ_OK,
                 NULL);
    check_status(lsq_moments_add_block(m, Z, NULL), LSQ_OK, NULL);
    check_entry(m, 0, 0, "4");
    check_entry(m, 0, 1, "700.457");
    check_entry(m, 1, 1, "490000.552549");
    lsq_moments_settle(m);
    int64_t unit = m->exp2[1];
    assert_true(unit <= -2);
    fmpz_zero(d.value); /* zero has no unit */
    d.exp10[0] = -300;
    check_status(lsq_integers_from_decimals(lsq_simd_here(), &Z[1], &d, LSQ_NO_UNIT, NULL), LSQ_OK,
                 NULL);
    check_status(lsq_moments_add_block(m, Z, NULL), LSQ_OK, NULL);
    check_entry(m, 0, 0, "5");
    assert_int_equal(m->exp10[1], -3);
    assert_int_equal(m->exp2[1], unit);
    check_entry(m, 1, 1, "490000.552549");
    lsq_moments_free(m);
    lsq_decimals_clear(&d);
    lsq_integers_clear(&Z[1]);
    lsq_integers_clear(&Z[0]);
}

/* 7 and 0.7 in both orders: one unit is ten times the other, neither more nor less. */
static void blocks_whose_units_are_ten_times_each_other_add_up(void **state) {
    (void)state;
    lsq_integers Z[2];
    lsq_decimals d;
    check_status(lsq_integers_init(&Z[0], NULL), LSQ_OK, NULL);
    check_status(lsq_integers_init(&Z[1], NULL), LSQ_OK, NULL);
    check_status(lsq_decimals_init(&d, NULL), LSQ_OK, NULL);
    check_status(lsq_integers_one(&Z[0], 1, NULL), LSQ_OK, NULL);
    d.rows = 1;
    fmpz_set_si(d.value, 7);
    for (int first = -1; first <= 0; first++) {
        lsq_moments *m = make(1);
        for (int i = 0; i < 2; i++) {
            d.exp10[0] = i ? -1 - first : first;
            check_status(lsq_integers_from_decimals(lsq_simd_here(), &Z[1], &d, LSQ_NO_UNIT, NULL),
                         LSQ_OK, NULL);
            check_status(lsq_moments_add_block(m, Z, NULL), LSQ_OK, NULL);
        }
        check_entry(m, 0, 1, "7.7");
        check_entry(m, 1, 1, "49.49");
        lsq_moments_free(m);
    }
    lsq_decimals_clear(&d);
    lsq_integers_clear(&Z[1]);
    lsq_integers_clear(&Z[0]);
}

static void a_zero_beside_other_numbers_brings_no_unit(void **state) {
    (void)state;
    lsq_moments *m = make(3);
    const double first[] = {8, 1024, 3}, then[] = {0.5, 0, 5};
    add(m, first, 1);
    lsq_moments_settle(m);
    assert_int_equal(m->exp2[2], 10);
    add(m, then, 1);
    check_entry(m, 0, 2, "1024");
    assert_int_equal(m->exp2[2], 10);
    check_entry(m, 2, 3, "3072");
    lsq_moments_free(m);
}

static void fault_64_huge_and_tiny_numbers_share_a_column(void **state) {
    (void)state;
    lsq_moments *m = make(1);
    const double z[] = {0x1p1000, 0x1p-1000, -0x1p1000, 3};
    add(m, z, 4);
    mpq_t sum, want, part;
    mpq_init(sum);
    mpq_init(want);
    mpq_init(part);
    entry(sum, m, 0, 1);
    mpq_set_ui(want, 1, 1);
    mpq_div_2exp(want, want, 1000);
    mpq_set_ui(part, 3, 1);
    mpq_add(want, want, part);
    assert_true(mpq_equal(sum, want));
    entry(sum, m, 1, 1); /* 2^2001 + 2^-2000 + 9 */
    mpq_set_ui(want, 1, 1);
    mpq_div_2exp(want, want, 2000);
    mpq_set_ui(part, 9, 1);
    mpq_add(want, want, part);
    mpq_set_ui(part, 1, 1);
    mpq_mul_2exp(part, part, 2001);
    mpq_add(want, want, part);
    assert_true(mpq_equal(sum, want));
    mpq_clear(part);
    mpq_clear(want);
    mpq_clear(sum);
    lsq_moments_free(m);
}

/* 5,000 rows are three blocks; columns in memory order and by a negative stride. */
static void many_rows_in_any_layout_give_the_same(void **state) {
    (void)state;
    enum { N = 5000 };
    uint64_t seed = 61;
    double *rows = malloc(2 * N * sizeof *rows), *columns = malloc(2 * N * sizeof *columns);
    assert_true(rows && columns);
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = 0; j < 2; j++)
            rows[2 * i + j] = columns[j * N + (N - 1 - i)] = random_double(&seed) * (double)(j + 1);
    lsq_moments *a = make(2), *b = make(2), *c = make(2);
    add(a, rows, N);
    check_status(lsq_moments_add(b, (lsq_doubles){columns + N - 1, N, 2, -1, N}, NULL), LSQ_OK,
                 NULL);
    for (int64_t i = 0; i < N; i++)
        add(c, rows + 2 * i, 1);
    assert_true(lsq_moments_equal(a, b));
    assert_true(lsq_moments_equal(a, c));
    rows[0] = nextafter(rows[0], 2);
    lsq_moments_reset(b);
    add(b, rows, N);
    assert_false(lsq_moments_equal(a, b));
    lsq_moments_free(c);
    lsq_moments_free(b);
    lsq_moments_free(a);
    free(columns);
    free(rows);
}

enum { MANY_COLUMNS = 3, FEW_ROWS = 9 };

/* Blocks of numbers by their trial and block, against sums of rationals. */
static void check_blocks(double (*number)(uint64_t *seed, int trial, int block), int trial) {
    enum { K = MANY_COLUMNS };
    uint64_t seed = 62 + (uint64_t)trial;
    lsq_moments *m = make(K);
    mpq_t want[K + 1][K + 1], x, y;
    mpq_init(x);
    mpq_init(y);
    for (int i = 0; i <= K; i++)
        for (int j = 0; j <= K; j++)
            mpq_init(want[i][j]);
    for (int block = 0; block < 25; block++) {
        double z[FEW_ROWS * K], row[K + 1] = {1};
        int64_t rows = random_between(&seed, 1, FEW_ROWS);
        for (int64_t at = 0; at < rows * K; at++)
            z[at] = number(&seed, trial, block);
        add(m, z, rows);
        for (int64_t r = 0; r < rows; r++) {
            memcpy(row + 1, z + r * K, K * sizeof *row);
            for (int i = 0; i <= K; i++)
                for (int j = i; j <= K; j++) {
                    mpq_set_d(x, row[i]);
                    mpq_set_d(y, row[j]);
                    mpq_mul(x, x, y);
                    mpq_add(want[i][j], want[i][j], x);
                }
        }
    }
    for (int i = 0; i <= K; i++)
        for (int j = 0; j <= K; j++) {
            entry(x, m, i < j ? i : j, i < j ? j : i);
            assert_true(i > j || mpq_equal(x, want[i][j]));
            mpq_clear(want[i][j]);
        }
    mpq_clear(y);
    mpq_clear(x);
    lsq_moments_free(m);
}

/* Largest numbers and finest bits move up and down. */
static double moving(uint64_t *seed, int trial, int block) {
    double z = (double)random_between(seed, -9007199254740991, 9007199254740991);
    int exponent = (int)random_between(seed, -trial, trial) + block % 5 * trial;
    return random_between(seed, 0, 9) == 0 ? 0 : ldexp(z, exponent);
}

/* Units follow them where the slices have room and change where they have not. */
static void doubles_of_any_size_and_fineness_add_up(void **state) {
    (void)state;
    for (int trial = 0; trial < 30; trial++)
        check_blocks(moving, trial);
}

/* Powers of two; some blocks reach over all that doubles do, or about as far as they may stand for
 * themselves, others hold numbers of about one size, or zeros. */
static double leaping(uint64_t *seed, int trial, int block) {
    const int spans[] = {2097, 960, 0, 970, 1, 900};
    int span = spans[(trial + block * (1 + trial % 4)) % 6], room = 2097 - span;
    int exponent =
        (int)random_between(seed, 0, span) +
        (trial % 3 ? (int)random_between(seed, 0, 4) * room / 4 : trial * 60 % (room + 1));
    int kind = (int)random_between(seed, 0, 3);
    return kind == 0 || (span == 0 && block % 2) ? 0 : ldexp(kind == 1 ? -1 : 1, exponent - 1074);
}

/* A plan made for a wide block cuts narrow ones too, and a unit that a wide one brought may be too
 * fine for doubles to stand under. */
static void doubles_that_leap_through_their_range_add_up(void **state) {
    (void)state;
    for (int trial = 0; trial < 60; trial++)
        check_blocks(leaping, trial);
}

/* Each call that looks at the moments, as the first after a block was added. */
static void every_use_sees_the_last_block(void **state) {
    (void)state;
    const double z[] = {3, -1000000.5, 0.25, 7}, w[] = {2, 4, 1e9, 0x1p-30};
    const int64_t columns[] = {0, 2};
    lsq_moments *m = make(2), *other = make(2), *out;
    add(m, z, 2);
    assert_int_equal(lsq_moments_rows(m), 2);
    add(m, w, 2);
    check_status(lsq_moments_clone(&out, m, NULL), LSQ_OK, NULL);
    check_entry(out, 0, 1, "1000000005.25");
    lsq_moments_free(out);
    add(m, w, 1);
    check_status(lsq_moments_pick(&out, m, columns, 2, NULL), LSQ_OK, NULL);
    check_entry(out, 0, 1, "-999985.499999999068677425384521484375");
    lsq_moments_free(out);
    add(other, z, 1);
    add(m, z, 1);
    check_status(lsq_moments_merge(m, other, NULL), LSQ_OK, NULL);
    check_entry(m, 1, 1, "1000000000000000035.0625");
    add(other, z + 2, 1);
    add(m, z + 2, 1);
    check_status(lsq_moments_subtract(m, other, NULL), LSQ_OK, NULL);
    check_entry(m, 0, 0, "6");
    lsq_moments_reset(other);
    add(other, z, 2);
    add(other, w, 2);
    add(other, w, 1);
    add(other, z, 1);
    assert_true(lsq_moments_equal(m, other));
    add(m, w, 1);
    add(other, w, 1);
    assert_true(lsq_moments_equal(m, other));
    add(other, w, 1);
    lsq_moments_reset(other);
    check_entry(other, 0, 1, "0");
    lsq_moments_free(other);
    lsq_moments_free(m);
}

static void a_pick_takes_columns_in_the_order_asked_for(void **state) {
    (void)state;
    lsq_moments *m = make(3), *picked = NULL;
    const double z[] = {1, 10, 0.5, 2, 20, 0.25};
    add(m, z, 2);
    const int64_t columns[] = {0, 3, 1, 3};
    check_status(lsq_moments_pick(&picked, m, columns, 4, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_moments_rows(picked), 2);
    assert_int_equal(lsq_moments_columns(picked), 3);
    check_entry(picked, 0, 1, "0.75");
    check_entry(picked, 0, 2, "3");
    check_entry(picked, 1, 2, "1");
    check_entry(picked, 1, 3, "0.3125");
    check_entry(picked, 2, 2, "5");
    lsq_moments_free(picked);
    lsq_moments_free(m);
}

static void a_clone_has_the_units_of_every_column(void **state) {
    (void)state;
    lsq_moments *m = make(5), *clone = NULL;
    const double z[] = {1, 0.5, 0x1p-20, 3, 0x1p-1074};
    add(m, z, 1);
    m->exp10[3] = -2; /* 0.03 */
    m->exp10[5] = 7;
    check_status(lsq_moments_clone(&clone, m, NULL), LSQ_OK, NULL);
    for (int64_t j = 0; j < 6; j++) {
        assert_int_equal(clone->exp10[j], m->exp10[j]);
        assert_int_equal(clone->exp2[j], m->exp2[j]);
    }
    check_entry(clone, 0, 2, "0.5");
    assert_int_equal(clone->exp2[5], -1074);
    assert_true(lsq_moments_equal(clone, m));
    lsq_moments_free(clone);
    lsq_moments_free(m);
}

static void equal_compares_numbers_and_not_units(void **state) {
    (void)state;
    lsq_moments *a = make(1), *b = make(1), *other = make(2);
    const double z[] = {3, 5}, fine[] = {0.125};
    add(a, z, 2);
    add(b, z, 2);
    add(b, fine, 1);
    assert_false(lsq_moments_equal(a, b));
    lsq_moments *one = make(1);
    add(one, fine, 1);
    check_status(lsq_moments_subtract(b, one, NULL), LSQ_OK, NULL);
    assert_true(b->exp2[1] <= -3); /* finer units remain */
    assert_true(lsq_moments_equal(a, b));
    assert_true(lsq_moments_equal(b, a));
    assert_false(lsq_moments_equal(a, other));
    assert_false(lsq_moments_equal(a, NULL));
    assert_true(lsq_moments_equal(NULL, NULL));
    assert_true(lsq_moments_equal(a, a));
    const double shifted[] = {4, 4}; /* the same count and sum */
    lsq_moments_reset(one);
    add(one, shifted, 2);
    assert_false(lsq_moments_equal(a, one));
    lsq_moments_free(one);
    lsq_moments_free(other);
    lsq_moments_free(b);
    lsq_moments_free(a);
}

static void reset_forgets_rows_and_units(void **state) {
    (void)state;
    lsq_moments *a = make(1), *empty = make(1);
    const double tiny[] = {0x1p-1074};
    add(a, tiny, 1);
    lsq_moments_reset(a);
    assert_int_equal(lsq_moments_rows(a), 0);
    assert_int_equal(a->exp2[1], 0);
    assert_true(lsq_moments_equal(a, empty));
    lsq_moments_reset(NULL);
    lsq_moments_free(empty);
    lsq_moments_free(a);
}

static void moments_without_columns_count_rows(void **state) {
    (void)state;
    lsq_moments *m = make(0);
    check_status(lsq_moments_add(m, (lsq_doubles){NULL, 5000, 0, 0, 0}, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_moments_rows(m), 5000);
    assert_int_equal(lsq_moments_columns(m), 0);
    lsq_moments_free(m);
}

static void adding_no_rows_is_nothing(void **state) {
    (void)state;
    lsq_moments *m = make(2), *empty = make(2);
    check_status(lsq_moments_add(m, (lsq_doubles){NULL, 0, 2, 2, 1}, NULL), LSQ_OK, NULL);
    assert_true(lsq_moments_equal(m, empty));
    check_status(lsq_moments_merge(m, empty, NULL), LSQ_OK, NULL);
    check_status(lsq_moments_subtract(m, empty, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_moments_rows(m), 0);
    lsq_moments_free(empty);
    lsq_moments_free(m);
}

static void fault_35_counts_pass_2_to_the_31(void **state) {
    (void)state;
    lsq_moments *m = make(1);
    const double z[] = {1, 2, 4};
    add(m, z, 3);
    for (int i = 0; i < 40; i++)
        check_status(lsq_moments_merge(m, m, NULL), LSQ_OK, NULL);
    assert_true(lsq_moments_rows(m) == (int64_t)3 << 40);
    check_entry(m, 1, 1, "23089744183296"); /* 21 2^40 */
    lsq_moments_free(m);
}

/* ---- refusals ---- */

static void fault_19_nan_and_inf_are_located_and_change_nothing(void **state) {
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    lsq_moments *m = make(2), *before = NULL;
    double z[6000];
    for (int i = 0; i < 6000; i++)
        z[i] = i;
    add(m, z, 7);
    check_status(lsq_moments_clone(&before, m, NULL), LSQ_OK, NULL);
    for (int i = 0; i < 3; i++) {
        lsq_error error = {0};
        z[5001] = bad[i]; /* row 2501, column 2: in the second block */
        check_status(lsq_moments_add(m, (lsq_doubles){z, 3000, 2, 2, 1}, &error), LSQ_EDATA,
                     &error);
        check_contains(error.message, "row 2501");
        check_contains(error.message, "column 2");
        check_contains(error.message, i ? "infinite" : "NaN");
        assert_true(lsq_moments_equal(m, before));
    }
    lsq_error error = {0};
    z[0] = NAN; /* the first of all is told */
    check_status(lsq_moments_add(m, (lsq_doubles){z, 3000, 2, 2, 1}, &error), LSQ_EDATA, &error);
    check_contains(error.message, "row 1, column 1");
    lsq_moments_free(before);
    lsq_moments_free(m);
}

static void blocks_of_another_shape_are_refused(void **state) {
    (void)state;
    lsq_error error;
    const double z[] = {1, 2, 3, 4};
    lsq_moments *m = make(5), *three = make(3);
    check_status(lsq_moments_add(m, (lsq_doubles){z, 1, 4, 4, 1}, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "block has 4 columns, moments were made for 5");
    check_status(lsq_moments_add(m, (lsq_doubles){z, -1, 5, 5, 1}, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "-1 rows");
    check_status(lsq_moments_add(m, (lsq_doubles){NULL, 1, 5, 5, 1}, &error), LSQ_EUSAGE, &error);
    check_status(lsq_moments_merge(m, three, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "moments of 5 columns meet moments of 3 columns");
    check_status(lsq_moments_subtract(m, three, &error), LSQ_EUSAGE, &error);
    assert_int_equal(lsq_moments_rows(m), 0);
    lsq_moments_free(three);
    lsq_moments_free(m);
}

static void more_rows_than_there_are_cannot_be_taken_out(void **state) {
    (void)state;
    lsq_error error;
    const double z[] = {1, 2, 3};
    lsq_moments *two = make(1), *three = make(1), *before = NULL;
    add(two, z, 2);
    add(three, z, 3);
    check_status(lsq_moments_clone(&before, two, NULL), LSQ_OK, NULL);
    check_status(lsq_moments_subtract(two, three, &error), LSQ_EUSAGE, &error);
    check_text(error.message, "cannot take 3 rows out of 2");
    assert_true(lsq_moments_equal(two, before));
    lsq_moments_free(before);
    lsq_moments_free(three);
    lsq_moments_free(two);
}

static void fault_104_null_and_impossible_sizes_are_refused(void **state) {
    (void)state;
    lsq_error error;
    lsq_moments *m = make(1), *out = m;
    check_status(lsq_moments_new(NULL, 1, &error), LSQ_EUSAGE, &error);
    check_status(lsq_moments_new(&out, -1, &error), LSQ_EUSAGE, &error);
    assert_null(out);
    check_contains(error.message, "-1");
    out = m;
    check_status(lsq_moments_new(&out, INT64_MAX, &error), LSQ_EUSAGE, &error);
    assert_null(out);
    check_status(lsq_moments_clone(NULL, m, &error), LSQ_EUSAGE, &error);
    out = m;
    check_status(lsq_moments_clone(&out, NULL, &error), LSQ_EUSAGE, &error);
    assert_null(out);
    check_status(lsq_moments_add(NULL, (lsq_doubles){0}, &error), LSQ_EUSAGE, &error);
    check_status(lsq_moments_merge(NULL, m, &error), LSQ_EUSAGE, &error);
    check_status(lsq_moments_merge(m, NULL, NULL), LSQ_EUSAGE, NULL);
    check_status(lsq_moments_subtract(NULL, NULL, &error), LSQ_EUSAGE, &error);
    assert_int_equal(lsq_moments_rows(NULL), 0);
    assert_int_equal(lsq_moments_columns(NULL), 0);
    lsq_moments_free(NULL);
    lsq_moments_free(m);
}

/* One row doubled 62 times is 2^62 rows; once more would be 2^63. */
static void a_count_of_rows_never_wraps(void **state) {
    (void)state;
    const double z = 1;
    lsq_moments *m = NULL;
    lsq_error error = {0};
    assert_int_equal(lsq_moments_new(&m, 1, NULL), LSQ_OK);
    assert_int_equal(lsq_moments_add(m, (lsq_doubles){&z, 1, 1, 1, 1}, NULL), LSQ_OK);
    for (int i = 0; i < 62; i++)
        assert_int_equal(lsq_moments_merge(m, m, NULL), LSQ_OK);
    assert_true(lsq_moments_rows(m) == (int64_t)1 << 62);
    check_status(lsq_moments_merge(m, m, &error), LSQ_ELIMIT, &error);
    assert_true(lsq_moments_rows(m) == (int64_t)1 << 62);
    lsq_moments_free(m);
}

/* Doubled and one more, 62 times: 2^63 - 1 rows of 1, to which no row can be added in any way. */
static void the_last_row_that_can_be_counted_is_counted(void **state) {
    (void)state;
    const double z = 1;
    lsq_moments *m = make(1), *one = make(1);
    lsq_integers Z[2];
    lsq_error error = {0};
    add(m, &z, 1);
    add(one, &z, 1);
    for (int i = 0; i < 62; i++) {
        check_status(lsq_moments_merge(m, m, &error), LSQ_OK, &error);
        check_status(lsq_moments_merge(m, one, &error), LSQ_OK, &error);
    }
    check_status(lsq_moments_add(m, (lsq_doubles){&z, 1, 1, 1, 1}, &error), LSQ_ELIMIT, &error);
    check_status(lsq_moments_merge(m, one, &error), LSQ_ELIMIT, &error);
    for (int j = 0; j < 2; j++) {
        check_status(lsq_integers_init(&Z[j], NULL), LSQ_OK, NULL);
        check_status(lsq_integers_one(&Z[j], 1, NULL), LSQ_OK, NULL);
    }
    check_status(lsq_moments_add_block(m, Z, &error), LSQ_ELIMIT, &error);
    check_entry(m, 0, 0, "9223372036854775807");
    check_entry(m, 1, 1, "9223372036854775807");
    check_status(lsq_moments_subtract(m, one, &error), LSQ_OK, &error);
    add(m, &z, 1); /* counts before anybody looks */
    check_status(lsq_moments_add_block(m, Z, &error), LSQ_ELIMIT, &error);
    check_entry(m, 0, 0, "9223372036854775807");
    lsq_integers_clear(&Z[0]);
    lsq_integers_clear(&Z[1]);
    lsq_moments_free(one);
    lsq_moments_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_hold_counts_sums_and_sums_of_products),
        cmocka_unit_test(blocks_of_any_unit_add_up),
        cmocka_unit_test(blocks_whose_units_are_ten_times_each_other_add_up),
        cmocka_unit_test(a_zero_beside_other_numbers_brings_no_unit),
        cmocka_unit_test(fault_64_huge_and_tiny_numbers_share_a_column),
        cmocka_unit_test(many_rows_in_any_layout_give_the_same),
        cmocka_unit_test(doubles_of_any_size_and_fineness_add_up),
        cmocka_unit_test(doubles_that_leap_through_their_range_add_up),
        cmocka_unit_test(every_use_sees_the_last_block),
        cmocka_unit_test(a_pick_takes_columns_in_the_order_asked_for),
        cmocka_unit_test(a_clone_has_the_units_of_every_column),
        cmocka_unit_test(equal_compares_numbers_and_not_units),
        cmocka_unit_test(reset_forgets_rows_and_units),
        cmocka_unit_test(moments_without_columns_count_rows),
        cmocka_unit_test(adding_no_rows_is_nothing),
        cmocka_unit_test(fault_35_counts_pass_2_to_the_31),
        cmocka_unit_test(fault_19_nan_and_inf_are_located_and_change_nothing),
        cmocka_unit_test(blocks_of_another_shape_are_refused),
        cmocka_unit_test(more_rows_than_there_are_cannot_be_taken_out),
        cmocka_unit_test(fault_104_null_and_impossible_sizes_are_refused),
        cmocka_unit_test(a_count_of_rows_never_wraps),
        cmocka_unit_test(the_last_row_that_can_be_counted_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
