/* model.c - from a formula and column names to the terms of a regression.
 *
 * The path: text -> tree (formula.c) -> columns and sets of variables (request.c, terms.c) ->
 * polynomials (expand.c) -> monomials (monomials.c), and the names on the way back (spell.c).
 * O(columns + size of the result); 2,000 plain columns take milliseconds.  Fails with
 * LSQ_EFORMULA, LSQ_EDATA, LSQ_ELIMIT or LSQ_ENOMEM, *model NULL.
 *
 * SPDX-License-Identifier: MIT */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "expand.h"
#include "monomials.h"
#include "names.h"
#include "request.h"
#include "spell.h"
#include "terms.h"

/* term->name = "a:b", "(Intercept)" */
static lsq_status name_term(const lsq_terms *terms, lsq_term *term, const int64_t *variables,
                            int64_t count, lsq_error *error) {
    lsq_text name = {0};
    if (!count)
        lsq_text_put(&name, "(Intercept)");
    for (int64_t i = 0; i < count; i++) {
        lsq_text_put(&name, i ? ":" : "");
        lsq_text_put(&name, lsq_terms_variable_name(terms, variables[i]));
    }
    return lsq_text_take(&name, &term->name, error);
}

/* The next term of the model, the product of these variables. */
static lsq_status add_term(lsq_model *model, int64_t *next, lsq_expansion *e,
                           const int64_t *variables, int64_t count, lsq_error *error) {
    lsq_term *term = &model->terms[(*next)++];
    lsq_status status = name_term(e->terms, term, variables, count, error);
    return status ? status : lsq_expand_term(e, term, variables, count, error);
}

static lsq_status make_terms(lsq_model *model, lsq_expansion *e, lsq_error *error) {
    const lsq_terms *terms = e->terms;
    int64_t p = terms->n_list + terms->intercept, q = terms->n_responses, next = 0;
    lsq_status status = lsq_alloc(&model->terms, p + q, sizeof *model->terms, error);
    if (status)
        return status;
    model->p = p;
    model->q = q;
    model->intercept = terms->intercept;
    if (terms->intercept)
        status = add_term(model, &next, e, NULL, 0, error);
    for (int64_t i = 0; i < terms->n_list && !status; i++) {
        int64_t n = 0;
        const int64_t *set = lsq_terms_set(terms, terms->list[i], &n);
        status = add_term(model, &next, e, set, n, error);
    }
    for (int64_t i = 0; i < q && !status; i++)
        status = add_term(model, &next, e, &terms->responses[i], 1, error);
    return status;
}

static lsq_status take_columns(lsq_model *model, const lsq_expansion *e, lsq_error *error) {
    int64_t n = e->n_columns;
    lsq_status status;
    if ((status = lsq_alloc(&model->columns, n, sizeof *model->columns, error)) ||
        (status = lsq_alloc(&model->names, n, sizeof *model->names, error)))
        return status;
    model->n_columns = n;
    for (int64_t i = 0; i < n && !status; i++) {
        const char *name = lsq_names_get(e->terms->names, e->table_column[i]);
        model->columns[i] = e->table_column[i];
        status = lsq_copy_text(&model->names[i], name, strlen(name), error);
    }
    return status;
}

/* model->formula = "cbind(y1, y2) ~ x1 + x2 - 1" */
static lsq_status write_formula(lsq_model *model, lsq_error *error) {
    lsq_text text = {0};
    lsq_text_put(&text, model->q > 1 ? "cbind(" : "");
    for (int64_t i = 0; i < model->q; i++) {
        lsq_text_put(&text, i ? ", " : "");
        lsq_text_put(&text, model->terms[model->p + i].name);
    }
    lsq_text_put(&text, model->q > 1 ? ") ~ " : " ~ ");
    for (int64_t i = model->intercept; i < model->p; i++) {
        lsq_text_put(&text, i > model->intercept ? " + " : "");
        lsq_text_put(&text, model->terms[i].name);
    }
    if (!model->intercept)
        lsq_text_put(&text, " - 1");
    else if (model->p == 1)
        lsq_text_put(&text, "1");
    return lsq_text_take(&text, &model->formula, error);
}

/* Everything of the model from checked terms. */
static lsq_status fill(lsq_model *model, const lsq_terms *terms, lsq_error *error) {
    lsq_expansion e;
    lsq_status status = lsq_expansion_init(&e, terms, error);
    model->weight = -1;
    if (!status && !(status = make_terms(model, &e, error)) && terms->weight >= 0)
        status = lsq_expand_column(&e, terms->weight, &model->weight, error);
    if (!status && !(status = take_columns(model, &e, error)) &&
        !(status = lsq_model_take_monomials(model, &e.ring, error)))
        status = write_formula(model, error);
    lsq_expansion_clear(&e);
    return status;
}

lsq_status lsq_model_build(lsq_model **model, const lsq_request *request, const lsq_table *table,
                           lsq_error *error) {
    *model = NULL;
    if (request->formula && (request->response || request->predictors))
        return lsq_fail(error, LSQ_EUSAGE, "a formula excludes a list of %s: give one or the other",
                        request->response ? "responses" : "predictors");
    lsq_model *fresh = NULL;
    lsq_tree tree = {0};
    lsq_names names = {0};
    lsq_terms terms = {0};
    lsq_status status;
    if ((status = lsq_alloc(&fresh, 1, sizeof *fresh, error)) ||
        (request->formula && (status = lsq_formula_parse(&tree, request->formula, error))) ||
        (status = lsq_names_init(&names, table, error)) ||
        (status = lsq_request_resolve(&tree, &names, error)) ||
        (status = lsq_terms_init(&terms, &names, request->formula ? &tree : NULL, error)) ||
        (status = lsq_request_terms(&terms, request, &fresh->response_guessed, error)))
        goto done;
    status = fill(fresh, &terms, error);
done:
    if (request->formula)
        lsq_fail_within(error, status, request->formula);
    lsq_terms_clear(&terms);
    lsq_names_clear(&names);
    lsq_tree_clear(&tree);
    if (status)
        lsq_model_free(fresh);
    else
        *model = fresh;
    return status;
}

void lsq_model_free(lsq_model *model) {
    if (!model)
        return;
    for (int64_t i = 0; i < model->p + model->q; i++) {
        free(model->terms[i].name);
        lsq_polynomial_clear(&model->terms[i].value);
        lsq_derivatives_clear(model->terms[i].by, model->terms[i].n_by);
    }
    for (int64_t i = 0; i < model->n_columns; i++)
        free(model->names[i]);
    free(model->terms);
    free(model->columns);
    free(model->names);
    free(model->monomials);
    free(model->factors);
    free(model->formula);
    free(model);
}

lsq_status lsq_model_mark(const lsq_model *model, const lsq_table *table, const char *list,
                          unsigned char *flags, lsq_error *error) {
    lsq_names names;
    unsigned char *named = NULL;
    int64_t *columns = NULL, count = 0;
    lsq_status status = lsq_names_init(&names, table, error);
    if (status)
        return status;
    if (!(status = lsq_alloc(&named, table->count, 1, error)) &&
        !(status = lsq_names_list(&names, list, &columns, &count, error))) {
        for (int64_t i = 0; i < count; i++)
            named[columns[i]] = 1;
        for (int64_t j = 0; j < model->n_columns; j++)
            flags[j] = named[model->columns[j]];
    }
    free(columns);
    free(named);
    lsq_names_clear(&names);
    return status;
}
