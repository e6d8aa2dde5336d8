/* expand.c - terms as polynomials in the columns of the model.
 *
 * The tree of I(...) is evaluated from its leaves in the ring of polynomial.h, each variable once;
 * a term is the product of its variables.  A column enters the model when the first polynomial
 * needs it, so that a table of a million columns costs no more than what is used.  Fails as
 * polynomial.h does, at the place in the formula.
 *
 * SPDX-License-Identifier: MIT */
#include "expand.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"

static lsq_status expand_node(lsq_expansion *e, int64_t index, lsq_polynomial *r, lsq_error *error);

lsq_status lsq_expansion_init(lsq_expansion *e, const lsq_terms *terms, lsq_error *error) {
    memset(e, 0, sizeof *e);
    e->terms = terms;
    int64_t columns = terms->names->table->count, variables = terms->variable_names.count;
    lsq_status status;
    if ((status = lsq_ring_init(&e->ring, error)) ||
        (status = lsq_alloc(&e->model_column, columns, sizeof *e->model_column, error)) ||
        (status = lsq_alloc(&e->known, variables, 1, error)) ||
        (status = lsq_alloc(&e->values, variables, sizeof *e->values, error)))
        return status;
    for (int64_t i = 0; i < columns; i++)
        e->model_column[i] = -1;
    return LSQ_OK;
}

void lsq_expansion_clear(lsq_expansion *e) {
    for (int64_t i = 0; e->values && i < e->terms->variable_names.count; i++)
        lsq_polynomial_clear(&e->values[i]);
    lsq_ring_clear(&e->ring);
    free(e->model_column);
    free(e->table_column);
    free(e->values);
    free(e->known);
    memset(e, 0, sizeof *e);
}

/* Put the place into an error that has none. */
static lsq_status locate(lsq_status status, int64_t at, lsq_error *error) {
    if (error && (status == LSQ_EFORMULA || status == LSQ_ELIMIT) && !error->column && at >= 0) {
        error->line = 1;
        error->column = at + 1;
    }
    return status;
}

lsq_status lsq_expand_column(lsq_expansion *e, int64_t column, int64_t *index, lsq_error *error) {
    if (e->model_column[column] < 0) {
        lsq_status status = lsq_grow(&e->table_column, &e->capacity, e->n_columns + 1,
                                     sizeof *e->table_column, error);
        if (status)
            return status;
        e->table_column[e->n_columns] = column;
        e->model_column[column] = e->n_columns++;
    }
    *index = e->model_column[column];
    return LSQ_OK;
}

static lsq_status expand_column(lsq_expansion *e, int64_t column, int64_t power, lsq_polynomial *r,
                                lsq_error *error) {
    int64_t index = -1;
    lsq_status status = lsq_expand_column(e, column, &index, error);
    return status ? status : lsq_polynomial_column(&e->ring, r, index, power, error);
}

static lsq_status expand_number(lsq_expansion *e, int64_t index, lsq_polynomial *r,
                                lsq_error *error) {
    fmpz_t value;
    int64_t exp10;
    fmpz_init(value);
    lsq_tree_number(e->terms->tree, index, value, &exp10);
    lsq_status status = lsq_polynomial_constant(r, value, exp10, error);
    fmpz_clear(value);
    return status;
}

static lsq_status expand_sum(lsq_expansion *e, const lsq_node *sum, lsq_polynomial *r,
                             lsq_error *error) {
    const lsq_node *nodes = e->terms->tree->nodes;
    lsq_polynomial *terms = NULL;
    char *signs = NULL;
    int64_t count = 0, n = 0;
    for (int64_t i = sum->child; i >= 0; i = nodes[i].next)
        count++;
    lsq_status status = lsq_alloc(&terms, count, sizeof *terms, error);
    if (!status)
        status = lsq_alloc(&signs, count, 1, error);
    for (int64_t i = sum->child; i >= 0 && !status; i = nodes[i].next) {
        signs[n] = (char)nodes[i].sign;
        status = expand_node(e, i, &terms[n++], error);
    }
    if (!status)
        status = lsq_polynomial_sum(&e->ring, r, terms, signs, count, error);
    for (int64_t i = 0; i < n; i++)
        lsq_polynomial_clear(&terms[i]);
    free(terms);
    free(signs);
    return status;
}

static lsq_status expand_product(lsq_expansion *e, const lsq_node *product, lsq_polynomial *r,
                                 lsq_error *error) {
    const lsq_node *nodes = e->terms->tree->nodes;
    lsq_status status = expand_node(e, product->child, r, error);
    for (int64_t i = nodes[product->child].next; i >= 0 && !status; i = nodes[i].next) {
        lsq_polynomial factor = {0}, next = {0};
        status = expand_node(e, i, &factor, error);
        if (!status)
            status = lsq_polynomial_mul(&e->ring, &next, r, &factor, error);
        lsq_polynomial_clear(&factor);
        lsq_polynomial_clear(r);
        *r = next;
    }
    return status;
}

/* child ^ power and - child */
static lsq_status expand_unary(lsq_expansion *e, const lsq_node *node, lsq_polynomial *r,
                               lsq_error *error) {
    const lsq_node *child = &e->terms->tree->nodes[node->child];
    if (node->kind == LSQ_NODE_POWER && child->kind == LSQ_NODE_NAME)
        return expand_column(e, child->column, node->power, r, error);
    lsq_polynomial inner = {0};
    lsq_status status = expand_node(e, node->child, &inner, error);
    if (!status && node->kind == LSQ_NODE_POWER)
        status = lsq_polynomial_pow(&e->ring, r, &inner, node->power, error);
    else if (!status)
        status = lsq_polynomial_sum(&e->ring, r, &inner, "-", 1, error);
    lsq_polynomial_clear(&inner);
    return status;
}

/* r = the polynomial below a node; recursion as deep as the tree */
static lsq_status expand_node(lsq_expansion *e, int64_t index, lsq_polynomial *r,
                              lsq_error *error) {
    const lsq_node *node = &e->terms->tree->nodes[index];
    lsq_status status;
    switch (node->kind) {
    case LSQ_NODE_NAME:
        status = expand_column(e, node->column, 1, r, error);
        break;
    case LSQ_NODE_NUMBER:
        status = expand_number(e, index, r, error);
        break;
    case LSQ_NODE_PAREN:
    case LSQ_NODE_PLUS:
        status = expand_node(e, node->child, r, error);
        break;
    case LSQ_NODE_POWER:
    case LSQ_NODE_MINUS:
        status = expand_unary(e, node, r, error);
        break;
    case LSQ_NODE_PRODUCT:
        status = expand_product(e, node, r, error);
        break;
    default:
        status = expand_sum(e, node, r, error);
        break;
    }
    return locate(status, node->at, error);
}

/* *value = the polynomial of a variable, which stays the expansion's */
static lsq_status expand_variable(lsq_expansion *e, int64_t index, const lsq_polynomial **value,
                                  lsq_error *error) {
    const lsq_variable *v = &e->terms->variables[index];
    *value = &e->values[index];
    if (e->known[index])
        return LSQ_OK;
    e->known[index] = 1;
    if (v->expression >= 0)
        return expand_node(e, v->expression, &e->values[index], error);
    return locate(expand_column(e, v->column, v->power, &e->values[index], error), v->at, error);
}

lsq_status lsq_expand_term(lsq_expansion *e, lsq_term *term, const int64_t *variables,
                           int64_t count, lsq_error *error) {
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    lsq_status status = lsq_polynomial_constant(&term->value, one, 0, error);
    fmpz_clear(one);
    int64_t at = count ? e->terms->variables[variables[0]].at : 0;
    for (int64_t i = 0; i < count && !status; i++) {
        const lsq_polynomial *factor = NULL;
        lsq_polynomial next = {0};
        status = expand_variable(e, variables[i], &factor, error);
        if (!status)
            status = lsq_polynomial_mul(&e->ring, &next, &term->value, factor, error);
        lsq_polynomial_clear(&term->value);
        term->value = next;
    }
    if (!status)
        status = lsq_polynomial_derivatives(&e->ring, &term->by, &term->n_by, &term->value, error);
    return locate(status, at, error);
}
