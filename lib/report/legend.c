/* legend.c - the kind of fit, and what a reader of its numbers may not know.
 *
 * Failure to allocate is left in the `failed` flag of the output.
 *
 * SPDX-License-Identifier: MIT */
#include "legend.h"

void lsq_put_kind(const lsq_fit *fit, lsq_text *out) {
    lsq_text_put(out, "Least squares");
    lsq_text_put(out, lsq_fit_min_norm(fit) ? ", minimum norm" : "");
    if (lsq_fit_answer(fit))
        lsq_text_format(out, " (%s)", lsq_fit_solver(fit));
}

/* Proof, or what the method says of itself. */
static void put_worth(const lsq_fit *fit, const lsq_table_notes *notes, lsq_text *out) {
    const lsq_answer *answer = lsq_fit_answer(fit);
    if (answer)
        lsq_text_format(out,
                        "Computed in double precision by %s: %s.  The exact solver, the default, "
                        "proves every digit; lsq compare shows how many are right here.",
                        lsq_fit_solver(fit), answer->note);
    else
        lsq_text_put(out, "Every digit shown is proven for the numbers in the file");
    if (notes->input_digits)
        lsq_text_format(out,
                        "%s \"input digits\" counts those that survive the rounding of the file's "
                        "own last decimals",
                        answer ? " " : ";");
    if (!answer || notes->input_digits)
        lsq_text_put(out, ".");
}

void lsq_put_legend(const lsq_fit *fit, const lsq_table_notes *notes, lsq_text *out) {
    put_worth(fit, notes, out);
    if (notes->marks)
        lsq_text_put(
            out, "\n\"!\" marks fewer than 2 such digits: the rounding of the data decides most "
                 "of the estimate.  Columns that are exact, such as years and counts: "
                 "--exact-columns LIST.");
    if (notes->no_interval)
        lsq_text_put(out, "\nThe intervals are left out for want of room; -o json has them.");
}
