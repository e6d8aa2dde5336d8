/* The inverse by products of doubles: each ball holds the entry, which elimination in balls of many
 * bits gives; what is no X'X, or too near to none, is refused.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "solve/inverse.h"

#include "support/check.h"
#include "support/random.h"

enum { MOST_N = 60 };

static const int64_t all[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                              15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
                              30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44,
                              45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59};

/* S = X'X for a random X of `rows` rows with cells of at most `bits` bits, column j times 2^(j
 * spread). */
static void random_products(fmpz_mat_t S, int64_t n, int64_t rows, int bits, int spread,
                            uint64_t *seed) {
    fmpz_mat_t X, Xt;
    fmpz_mat_init(X, rows, n);
    fmpz_mat_init(Xt, n, rows);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < n; j++) {
            fmpz *x = fmpz_mat_entry(X, i, j);
            for (int at = 0; at < bits; at += 30) {
                fmpz_mul_2exp(x, x, 30);
                fmpz_add_ui(x, x, random_word(seed) >> 34);
            }
            fmpz_tdiv_q_2exp(x, x, (ulong)((bits + 29) / 30 * 30 - bits));
            if (random_word(seed) & 1)
                fmpz_neg(x, x);
            fmpz_mul_2exp(x, x, (ulong)(j * spread));
        }
    fmpz_mat_transpose(Xt, X);
    fmpz_mat_mul(S, Xt, X);
    fmpz_mat_clear(Xt);
    fmpz_mat_clear(X);
}

/* Each ball of C holds the entry of S^-1, as elimination in balls of 1,500 bits has it.  The least
 * accuracy of a diagonal entry, in bits. */
static slong check_holds_inverse(const arb_mat_t C, const fmpz_mat_t S) {
    slong n = fmpz_mat_nrows(S), least = 1000;
    arb_mat_t A, want;
    arb_mat_init(A, n, n);
    arb_mat_init(want, n, n);
    arb_mat_set_fmpz_mat(A, S);
    assert_true(arb_mat_inv(want, A, 1500));
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j < n; j++) {
            arb_srcptr c = arb_mat_entry(C, i, j);
            assert_true(arb_rel_accuracy_bits(arb_mat_entry(want, i, i)) > 500);
            assert_true(arb_contains(c, arb_mat_entry(want, i, j)));
            if (i == j && arb_rel_accuracy_bits(c) < least)
                least = arb_rel_accuracy_bits(c);
        }
    arb_mat_clear(want);
    arb_mat_clear(A);
    return least;
}

/* 1 if an inverse was proven, and it is then the inverse; *bits are right. */
static int encloses(slong *bits, const fmpz_mat_t S) {
    slong n = fmpz_mat_nrows(S);
    arb_mat_t C;
    arb_mat_init(C, n, n);
    int proven = lsq_inverse_enclose(C, S, all);
    if (proven)
        *bits = check_holds_inverse(C, S);
    arb_mat_clear(C);
    return proven;
}

static void balls_hold_the_inverse_of_random_products(void **state) {
    (void)state;
    uint64_t seed = 1;
    static const struct {
        int bits, spread;
    } kinds[] = {{4, 0}, {20, 0}, {20, 3}, {56, 1}, {100, 0}, {300, 7}};
    for (int64_t n = 1; n <= MOST_N; n += n < 12 ? 1 : 7)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
            slong bits = 0;
            fmpz_mat_t S;
            fmpz_mat_init(S, n, n);
            random_products(S, n, 3 * n + 2, kinds[kind].bits, kinds[kind].spread, &seed);
            assert_true(encloses(&bits, S));
            assert_true(bits >= 80);
            fmpz_mat_clear(S);
        }
}

/* Column 1 is column 0 times 2^near plus a small one, so that the condition number of the scaled
 * S is about 2^(2 near). */
static void near_products(fmpz_mat_t S, int64_t n, int near, uint64_t *seed) {
    random_products(S, n, 2 * n + 3, 12, 0, seed);
    fmpz_t times;
    fmpz_init_set_ui(times, 1);
    fmpz_mul_2exp(times, times, (ulong)near);
    for (slong j = 0; j < n; j++)
        fmpz_addmul(fmpz_mat_entry(S, 1, j), fmpz_mat_entry(S, 0, j), times);
    for (slong i = 0; i < n; i++)
        fmpz_addmul(fmpz_mat_entry(S, i, 1), fmpz_mat_entry(S, i, 0), times);
    fmpz_clear(times);
}

static void balls_hold_the_inverse_until_it_is_refused(void **state) {
    (void)state;
    uint64_t seed = 2;
    int last = 0;
    for (int64_t n = 2; n <= 33; n = 2 * n - n / 3)
        for (int near = 1; near <= 60; near++) {
            slong bits = 0;
            fmpz_mat_t S;
            fmpz_mat_init(S, n, n);
            near_products(S, n, near, &seed);
            if (encloses(&bits, S)) {
                last = near > last ? near : last;
                assert_true(bits >= 40);
            } else {
                assert_true(near > 14);
            }
            fmpz_mat_clear(S);
        }
    assert_true(last > 14 && last < 27); /* 2^53 is beyond what a double can start from */
}

/* Hilbert's matrix times the least common multiple of its denominators. */
static void hilbert_matrices_are_inverted_or_refused(void **state) {
    (void)state;
    for (slong n = 1; n <= 20; n++) {
        slong bits = 0;
        fmpz_t common;
        fmpz_mat_t S;
        fmpz_init_set_ui(common, 1);
        fmpz_mat_init(S, n, n);
        for (slong k = 1; k < 2 * n; k++) {
            fmpz_t t;
            fmpz_init_set_si(t, k);
            fmpz_lcm(common, common, t);
            fmpz_clear(t);
        }
        for (slong i = 0; i < n; i++)
            for (slong j = 0; j < n; j++)
                fmpz_tdiv_q_si(fmpz_mat_entry(S, i, j), common, i + j + 1);
        int proven = encloses(&bits, S);
        assert_true(n > 7 || proven);
        assert_true(n < 13 || !proven);
        fmpz_mat_clear(S);
        fmpz_clear(common);
    }
}

/* Every entry of [a b; b c] with a, b, c around 2^40: det = -1, 0 and 1 are as near to singular as
 * integers come, and only the last is positive definite. */
static void what_is_not_positive_definite_is_refused(void **state) {
    (void)state;
    uint64_t seed = 3;
    fmpz_mat_t S;
    fmpz_mat_init(S, 2, 2);
    slong bits;
    for (int bits_of_a = 1; bits_of_a < 62; bits_of_a++)
        for (int trial = 0; trial < 50; trial++) {
            int64_t a = random_between(&seed, 1, (int64_t)1 << bits_of_a);
            fmpz_set_si(fmpz_mat_entry(S, 0, 0), a);
            fmpz_set_si(fmpz_mat_entry(S, 0, 1), a + trial % 3);
            fmpz_set_si(fmpz_mat_entry(S, 1, 0), a + trial % 3);
            fmpz_set_si(fmpz_mat_entry(S, 1, 1), a + 2 * (trial % 3) + trial % 2);
            fmpz_t det;
            fmpz_init(det);
            fmpz_mat_det(det, S);
            int positive = fmpz_sgn(det) > 0;
            fmpz_clear(det);
            if (!positive)
                assert_false(encloses(&bits, S));
            else
                encloses(&bits, S);
        }
    fmpz_mat_clear(S);
}

/* P - t v v' for the largest t that leaves all pivots of a random P positive in doubles, and
 * beyond: where the last pivot is negative by less than doubles can see, nothing may be proven. */
static void a_pivot_that_is_negative_below_the_rounding_is_seen(void **state) {
    (void)state;
    uint64_t seed = 4;
    for (slong n = 2; n <= 20; n += 3)
        for (int shift = 10; shift < 140; shift += 3) {
            fmpz_mat_t S;
            fmpz_mat_init(S, n, n);
            random_products(S, n, n - 1, 10, 0, &seed); /* rank n - 1 */
            fmpz_mat_scalar_mul_2exp(S, S, 128);
            fmpz_t little;
            fmpz_init(little);
            fmpz_one(little);
            fmpz_mul_2exp(little, little, (ulong)shift);
            for (slong i = 0; i < n; i++)
                fmpz_sub(fmpz_mat_entry(S, i, i), fmpz_mat_entry(S, i, i), little);
            arb_mat_t C;
            arb_mat_init(C, n, n);
            assert_false(lsq_inverse_enclose(C, S, all));
            arb_mat_clear(C);
            fmpz_clear(little);
            fmpz_mat_clear(S);
        }
}

static void the_kept_rows_are_those_of_the_list(void **state) {
    (void)state;
    static const int64_t kept[] = {1, 3};
    fmpz_mat_t S, A;
    arb_mat_t C;
    fmpz_mat_init(S, 5, 5);
    fmpz_mat_init(A, 2, 2);
    arb_mat_init(C, 2, 2);
    uint64_t seed = 5;
    random_products(S, 5, 9, 20, 2, &seed);
    for (slong i = 0; i < 2; i++)
        for (slong j = 0; j < 2; j++)
            fmpz_set(fmpz_mat_entry(A, i, j), fmpz_mat_entry(S, kept[i], kept[j]));
    assert_true(lsq_inverse_enclose(C, S, kept));
    assert_true(check_holds_inverse(C, A) >= 80);
    arb_mat_clear(C);
    fmpz_mat_clear(A);
    fmpz_mat_clear(S);
}

static void an_inverse_of_no_columns_is_empty(void **state) {
    (void)state;
    fmpz_mat_t S;
    arb_mat_t C;
    fmpz_mat_init(S, 1, 1);
    arb_mat_init(C, 0, 0);
    assert_true(lsq_inverse_enclose(C, S, all));
    arb_mat_clear(C);
    arb_mat_init(C, 1, 1);
    assert_false(lsq_inverse_enclose(C, S, all)); /* a zero */
    arb_mat_clear(C);
    fmpz_mat_clear(S);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(balls_hold_the_inverse_of_random_products),
        cmocka_unit_test(balls_hold_the_inverse_until_it_is_refused),
        cmocka_unit_test(hilbert_matrices_are_inverted_or_refused),
        cmocka_unit_test(what_is_not_positive_definite_is_refused),
        cmocka_unit_test(a_pivot_that_is_negative_below_the_rounding_is_seen),
        cmocka_unit_test(the_kept_rows_are_those_of_the_list),
        cmocka_unit_test(an_inverse_of_no_columns_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
