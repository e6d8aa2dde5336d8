/* request.c - what was asked for: responses and predictors by formula, by lists, or by default.
 *
 * Without a formula the response is the column y, else the last one, and the predictors are all
 * others.  What a default takes is checked more strictly than what was named: a column of text that
 * nobody asked for is refused with the list that leaves it out.  O(columns of the table) when a
 * default or "." is involved.
 *
 * SPDX-License-Identifier: MIT */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"

lsq_status lsq_request_resolve(lsq_tree *tree, const lsq_names *names, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < tree->n_nodes && !status; i++)
        if (tree->nodes[i].kind == LSQ_NODE_NAME)
            status = lsq_names_find(names, lsq_tree_name(tree, i), LSQ_IN_FORMULA,
                                    lsq_formula_position(tree->nodes[i].at), &tree->nodes[i].column,
                                    error);
    return status;
}

typedef void put_columns(const lsq_names *names, const unsigned char *skip, lsq_text *text);

/* LSQ_EDATA at the first cell of a column of text: who it is, the cell, and what its line may be
 * or else, introduced by `remedy`, the columns to take instead. */
static lsq_status fail_text(const lsq_terms *terms, int64_t column, const char *who,
                            const char *remedy, put_columns *put, lsq_error *error) {
    const lsq_names *names = terms->names;
    const lsq_text_cell *cell = &names->table->text_cells[column];
    const char *name = lsq_names_get(names, column);
    lsq_position at = {names->table->source, cell->line, cell->column, -1};
    lsq_text list = {0};
    char shown[256], found[256];
    lsq_escape(shown, sizeof shown, name, strlen(name));
    lsq_escape(found, sizeof found, cell->text, strlen(cell->text));
    if (!cell->hint)
        put(names, terms->taken, &list);
    const char *then = cell->hint ? cell->hint : list.bytes && !list.failed ? remedy : "";
    lsq_status status = lsq_fail_at(error, LSQ_EDATA, at, "%s '%s' begins with text, '%s'%s%s%s",
                                    cell->hint ? "column" : who, shown, found, *then ? "; " : "",
                                    then, then == remedy ? list.bytes : "");
    lsq_text_clear(&list);
    return status;
}

/* The column of weights, which no default takes. */
static lsq_status take_weights(lsq_terms *terms, const char *name, lsq_error *error) {
    lsq_status status = lsq_names_find(terms->names, name, LSQ_IN_LIST,
                                       (lsq_position){NULL, 1, 1, -1}, &terms->weight, error);
    if (!status)
        terms->taken[terms->weight] = 1;
    return lsq_fail_within(error, status, name);
}

/* The column y, else the last one, as response. */
static lsq_status guess_response(lsq_terms *terms, int *guessed, lsq_error *error) {
    const lsq_table *table = terms->names->table;
    int64_t key = lsq_keys_find(&terms->names->keys, "y", 1);
    if (key >= 0 && terms->names->column[key] == terms->weight)
        key = -1;
    int64_t last = table->count - 1 - (terms->weight == table->count - 1);
    int64_t column = key >= 0 ? terms->names->column[key] : last;
    if (column < 0)
        return lsq_fail_at(error, LSQ_EDATA, (lsq_position){table->source, 0, 0, -1},
                           "there are no columns to fit");
    *guessed = key < 0;
    lsq_status status = lsq_names_check_single(terms->names, column, error);
    if (!status && lsq_names_is_text(terms->names, column))
        status = fail_text(terms, column,
                           key < 0 ? "the last column would be the response, but"
                                   : "the response would be y, but column",
                           "name the response with -y, one of: ", lsq_names_put_numeric, error);
    return status ? status : lsq_terms_add_response(terms, column, error);
}

static lsq_status take_lists(lsq_terms *terms, const lsq_request *request, int *guessed,
                             lsq_error *error) {
    const lsq_names *names = terms->names;
    int64_t *columns = NULL, count = 0;
    lsq_status status = LSQ_OK;
    if (request->response) {
        status = lsq_names_list(names, request->response, &columns, &count, error);
        for (int64_t i = 0; i < count && !status; i++)
            status = lsq_terms_add_response(terms, columns[i], error);
        free(columns);
    } else {
        status = guess_response(terms, guessed, error);
    }
    if (status)
        return status;
    if (request->predictors) {
        status = lsq_names_list(names, request->predictors, &columns, &count, error);
        for (int64_t i = 0; i < count && !status; i++)
            status = lsq_terms_add_predictor(terms, columns[i], 1, error);
        free(columns);
        return status;
    }
    for (int64_t i = 0; i < names->table->count && !status; i++)
        if (!terms->taken[i])
            status = lsq_terms_add_predictor(terms, i, 0, error);
    return status;
}

/* Columns that "." or a default took must be numeric and of one name. */
static lsq_status check_taken(const lsq_terms *terms, lsq_error *error) {
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < terms->n_list && !status; i++) {
        int64_t n = 0;
        const int64_t *set = lsq_terms_set(terms, terms->list[i], &n);
        for (int64_t j = 0; j < n && !status; j++) {
            const lsq_variable *v = &terms->variables[set[j]];
            if (v->by_name)
                continue;
            status = lsq_names_check_single(terms->names, v->column, error);
            if (status || !lsq_names_is_text(terms->names, v->column))
                continue;
            status = terms->tree
                         ? fail_text(terms, v->column, "column", "take it out with ",
                                     lsq_names_put_without_text, error)
                         : fail_text(terms, v->column, "column", "name the numeric columns: -x ",
                                     lsq_names_put_numeric, error);
        }
    }
    return status;
}

static lsq_status fail_roles(const lsq_terms *terms, int64_t variable, const char *what,
                             lsq_error *error) {
    const char *name = lsq_terms_variable_name(terms, variable);
    int64_t at = terms->variables[variable].at;
    char shown[256];
    lsq_escape(shown, sizeof shown, name, strlen(name));
    lsq_position position = {NULL, at >= 0, at >= 0 ? at + 1 : 0, -1};
    return lsq_fail_at(error, LSQ_EFORMULA, position, "%s is %s", shown, what);
}

/* No variable has two roles. */
static lsq_status check_roles(const lsq_terms *terms, int guessed, lsq_error *error) {
    enum { PREDICTOR = 1, RESPONSE = 2 };
    unsigned char *role;
    lsq_status status = lsq_alloc(&role, terms->variable_names.count, 1, error);
    for (int64_t i = 0; i < terms->n_list && !status; i++) {
        int64_t n = 0;
        const int64_t *set = lsq_terms_set(terms, terms->list[i], &n);
        if (n == 1)
            role[set[0]] = PREDICTOR;
    }
    for (int64_t i = 0; i < terms->n_responses && !status; i++) {
        int64_t v = terms->responses[i];
        if (role[v] == PREDICTOR && guessed)
            status = fail_roles(terms, v,
                                "both predictor and, as the last column, response; name the "
                                "response: -y",
                                error);
        else if (role[v])
            status = fail_roles(
                terms, v, role[v] == PREDICTOR ? "both response and predictor" : "a response twice",
                error);
        role[v] |= RESPONSE;
    }
    free(role);
    return status;
}

lsq_status lsq_request_terms(lsq_terms *terms, const lsq_request *request, int *guessed,
                             lsq_error *error) {
    *guessed = 0;
    lsq_status status = LSQ_OK;
    if (request->weights)
        status = take_weights(terms, request->weights, error);
    if (!status)
        status = terms->tree ? lsq_terms_expand(terms, error)
                             : take_lists(terms, request, guessed, error);
    if (status || (status = check_taken(terms, error)) ||
        (status = check_roles(terms, *guessed, error)))
        return status;
    if (terms->n_list + terms->intercept == 0)
        return lsq_fail_at(error, LSQ_EFORMULA, lsq_formula_position(0),
                           "the model has no terms: no predictor and no intercept");
    if (terms->n_list + terms->intercept > LSQ_MAX_TERMS || terms->n_responses > LSQ_MAX_TERMS)
        return lsq_fail(error, LSQ_ELIMIT,
                        "the model has %lld terms, the limit is %d; choose the predictors with -x",
                        (long long)(terms->n_list + terms->intercept), LSQ_MAX_TERMS);
    return LSQ_OK;
}
