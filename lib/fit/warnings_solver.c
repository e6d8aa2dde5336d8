/* warnings_solver.c - what a classical solver's own answer says against it.
 *
 *   W31 few digits: log10 (2^53 rcond^k) < 6, k = 2 where X'X is formed, else 1; of descent
 *       -log10 |error of B| / |B| < 6, by the bound that its last gradient and rounding give
 *   W33 the rank is deficient and the solution that of minimum norm
 *
 * Rounding the columns to doubles alone moves the coefficients by cond u of their size, so that no
 * refinement helps W31.  RSS is taken for rounding up to (p 2^-52)^2 y'y, what a backward stable
 * method may leave of residuals that are 0 (Higham 2002, theorem 20.3), and up to p 2^-52 y'y where
 * it is y'y less what the model explains.
 *
 * SPDX-License-Identifier: MIT */
#include "warnings.h"

#include <math.h>
#include <stdio.h>

#include "../solve/method.h"

enum { FEW_DIGITS = 6 };

/* 1 if the method works on X'X, X'Y and Y'Y, as descent does unless told otherwise. */
static int squares(const lsq_fit *fit) {
    return lsq_solver_keeps(fit->solver) == LSQ_KEEP_PRODUCTS;
}

/* Decimal digits of B: of descent those of its own bound, else what the condition leaves of 53
 * bits; NAN where they are not known. */
static double digits_left(const lsq_fit *fit) {
    double rcond = fit->answer->rcond;
    if (fit->answer->steps >= 0)
        return -log10(fit->answer->error_bound);
    return rcond > 0 ? 53 * log10(2) + (squares(fit) ? 2 : 1) * log10(rcond) : (double)NAN;
}

lsq_status lsq_fit_warn_of_solver(lsq_fit *fit, lsq_error *error) {
    if (!fit->answer)
        return LSQ_OK;
    double digits = digits_left(fit);
    lsq_status status = LSQ_OK;
    if (digits < FEW_DIGITS) {
        char about[64] = "No digit of the coefficients is";
        if (digits >= 0.5)
            snprintf(about, sizeof about, "About %.0f digit%s of the coefficients %s", digits,
                     digits < 1.5 ? "" : "s", digits < 1.5 ? "is" : "are");
        status = lsq_fit_warn(fit, "W31", -1, error,
                              "%s to be trusted: %s; --solver exact gives all of them.", about,
                              fit->answer->note);
    }
    if (!status && fit->answer->minimum_norm)
        status = lsq_fit_warn(fit, "W33", -1, error,
                              "The terms have rank %lld of %lld to working precision: many sets of "
                              "coefficients fit equally well, and the shortest is given; --solver "
                              "pivoted-qr leaves terms out instead, exact proves the rank.",
                              (long long)fit->answer->rank, (long long)fit->answer->p);
    return status;
}

int lsq_fit_rss_is_rounding(const lsq_fit *fit, int64_t r) {
    const lsq_normal *N = &fit->g.N;
    if (!fit->answer)
        return 0;
    fmpq_t bound;
    fmpq_init(bound);
    fmpq_set_fmpz(bound, fmpz_mat_entry(N->S, N->p + r, N->p + r));
    int64_t power = squares(fit) ? 1 : 2;
    for (int64_t i = 0; i < power; i++)
        fmpz_mul_si(fmpq_numref(bound), fmpq_numref(bound), (slong)N->p);
    fmpq_div_2exp(bound, bound, (ulong)(52 * power));
    int is = fmpq_cmp(fmpq_mat_entry(fit->g.solution.rss_exact, 0, r), bound) <= 0;
    fmpq_clear(bound);
    return is;
}
