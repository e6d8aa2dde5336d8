/* terms.h - the right side of a formula as an ordered list of terms, a term being a set of
 * variables.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_TERMS_H
#define LSQ_MODEL_TERMS_H

#include <lsq.h>

#include "formula.h"
#include "keys.h"
#include "names.h"

/* A column, a power of one, or I(...). */
typedef struct lsq_variable {
    int64_t column;     /* of the table; -1 for I(...) */
    int64_t power;      /* of the column */
    int64_t expression; /* node of the tree inside I(), -1 for a power of a column */
    int64_t at;         /* byte of the formula where it first stands, -1 if there is none */
    int by_name;        /* 0: only "." or the default asked for it */
} lsq_variable;

/* Variables are numbered in the order in which they appear; their keys are their names as R writes
 * them.  A set is an ascending array of variables (int64_t), numbered likewise. */
typedef struct lsq_terms {
    const lsq_tree *tree; /* NULL if there is no formula */
    const lsq_names *names;
    unsigned char *taken; /* for each column of the table: 1 if a response or the weights use it */

    lsq_keys variable_names;
    lsq_variable *variables;
    int64_t variables_capacity;

    int64_t *responses; /* variables */
    int64_t n_responses, responses_capacity;

    lsq_keys sets;
    int64_t *list; /* the predictors without the intercept, sets in their final order */
    int64_t n_list, list_capacity;
    int intercept;
    int64_t weight; /* column of the table; -1: no weights */
    int64_t work;   /* left, in sets looked at */
} lsq_terms;

/* An empty list of terms over the names, with an intercept.  The tree, if any, must have its
 * columns resolved. */
lsq_status lsq_terms_init(lsq_terms *terms, const lsq_names *names, const lsq_tree *tree,
                          lsq_error *error);
void lsq_terms_clear(lsq_terms *terms);

/* Take responses and predictors from the tree, with R's meaning: repeated terms count once, -
 * removes what stood before,
 * "." is every column that is not taken, terms are ordered by the number of their variables.
 * LSQ_EFORMULA with position beyond 64 variables in a term, LSQ_ELIMIT with position beyond
 * LSQ_MAX_TERMS or too much work. */
lsq_status lsq_terms_expand(lsq_terms *terms, lsq_error *error);

/* Append one column as response or predictor; a predictor twice counts once.  LSQ_ELIMIT beyond
 * LSQ_MAX_TERMS. */
lsq_status lsq_terms_add_response(lsq_terms *terms, int64_t column, lsq_error *error);
lsq_status lsq_terms_add_predictor(lsq_terms *terms, int64_t column, int by_name, lsq_error *error);

/* The variables of a set, and the name of a variable. */
const int64_t *lsq_terms_set(const lsq_terms *terms, int64_t set, int64_t *count);
const char *lsq_terms_variable_name(const lsq_terms *terms, int64_t variable);

#endif
