/* descent.h - a descent in its formats.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_REPORT_DESCENT_H
#define LSQ_REPORT_DESCENT_H

#include <lsq.h>

#include "../base/text.h"

/* Append the descent to *out, whose `failed` flag tells of lost memory. */
void lsq_descent_text(const lsq_descent *descent, const lsq_report_options *options, lsq_text *out);
void lsq_descent_json(const lsq_descent *descent, lsq_text *out);
void lsq_descent_csv(const lsq_descent *descent, lsq_text *out);
void lsq_descent_markdown(const lsq_descent *descent, const lsq_report_options *options,
                          lsq_text *out);

/* What people are told of a descent, text and Markdown alike.  A fact is a number with its name and
 * what it means. */
typedef struct lsq_fact {
    const char *name;
    char value[64], meaning[128];
} lsq_fact;

typedef struct lsq_facts {
    lsq_fact fact[8];
    int count;
} lsq_facts;

/* What there is to know beforehand, and afterwards. */
void lsq_facts_before(lsq_facts *facts, const lsq_descent *descent);
void lsq_facts_after(lsq_facts *facts, const lsq_descent *descent);

/* Append what is minimised: "f(B) = |Y - XB|^2 + 0.1 |B|^2, ...", a line. */
void lsq_put_objective(const lsq_descent *descent, lsq_text *out);

/* Append "2 dropped (weight 0 in column w)", if there are any. */
void lsq_put_weightless(const lsq_descent *descent, lsq_text *out);

/* Append a sentence about what --standardize would do, if it is worth one; returns 1 if so. */
int lsq_put_standardizing(const lsq_descent *descent, lsq_text *out);

/* "converged", "not converged" or "diverged" */
const char *lsq_descent_end(const lsq_descent *descent);

/* The numbers of a row as a person reads them: f to 7 digits, the others as 1.23e-05, digits with
 * one decimal or "all"; "" where there is none. */
typedef struct lsq_course_cells {
    char step[24], f[48], excess[24], gradient[24], t[24], digits[24];
} lsq_course_cells;
void lsq_course_fill(lsq_course_cells *cells, const lsq_descent_row *row);

/* A coefficient, to ten digits. */
typedef struct lsq_coefficient_cells {
    char reached[48], exact[48], digits[24];
} lsq_coefficient_cells;
void lsq_coefficient_fill(lsq_coefficient_cells *cells, const lsq_descent *descent,
                          int64_t response, int64_t term);

#endif
