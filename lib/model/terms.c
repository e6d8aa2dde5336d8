/* terms.c - the right side of a formula as an ordered list of terms, a term being a set of
 * variables.
 *
 * R's rules (Chambers and Hastie 1992, Statistical Models in S, chapter 2): a term is a set of
 * variables, so a:a is a and b:a is a:b; a * b is a + b + a:b; - removes; 1 and 0 and their
 * negations switch the intercept; terms come out ordered by size, and within a size as they were
 * written.  The tree is walked from the leaves, each node leaving its list on a stack.  Every set
 * looked at is work, and work is bounded: a*b*c*... of forty factors fails at once.
 *
 * Unlike R: 1 and 0 inside a product are refused, a sign before a:b belongs to the whole of it, and
 * crossing an empty list, (b - b)*a, gives a (R drops it from the left only).
 *
 * SPDX-License-Identifier: MIT */
#include "terms.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "model.h"
#include "spell.h"

enum { MAX_WORK = 1 << 21, MAX_SETS = 4 * LSQ_MAX_TERMS };

/* Lists of sets, the top one ending at count. */
typedef struct walk {
    lsq_terms *terms;
    int64_t *stack;
    int64_t count, capacity;
    int64_t *place; /* of each set in the list being made + 1, 0 if it is not there */
    int64_t place_capacity;
    int parity; /* '+' or '-': what a 1 here means for the intercept */
    lsq_error *error;
} walk;

lsq_status lsq_terms_init(lsq_terms *terms, const lsq_names *names, const lsq_tree *tree,
                          lsq_error *error) {
    memset(terms, 0, sizeof *terms);
    terms->names = names;
    terms->tree = tree;
    terms->intercept = 1;
    terms->weight = -1;
    terms->work = MAX_WORK;
    return lsq_alloc(&terms->taken, names->table->count, 1, error);
}

void lsq_terms_clear(lsq_terms *terms) {
    free(terms->taken);
    lsq_keys_clear(&terms->variable_names);
    free(terms->variables);
    free(terms->responses);
    lsq_keys_clear(&terms->sets);
    free(terms->list);
    memset(terms, 0, sizeof *terms);
}

const int64_t *lsq_terms_set(const lsq_terms *terms, int64_t set, int64_t *count) {
    size_t length = 0;
    const int64_t *variables = lsq_keys_get(&terms->sets, set, &length);
    *count = (int64_t)(length / sizeof *variables);
    return variables;
}

const char *lsq_terms_variable_name(const lsq_terms *terms, int64_t variable) {
    return lsq_keys_get(&terms->variable_names, variable, NULL);
}

/* *index = the variable, new or known by its name. */
static lsq_status add_variable(lsq_terms *terms, lsq_variable variable, int64_t *index,
                               lsq_error *error) {
    lsq_text name = {0};
    const char *column = variable.column < 0 ? "" : lsq_names_get(terms->names, variable.column);
    if (variable.expression >= 0 || variable.power > 1)
        lsq_text_put(&name, "I(");
    if (variable.expression >= 0)
        lsq_spell_expression(&name, terms->tree, variable.expression);
    else
        lsq_spell_name(&name, column);
    if (variable.power > 1)
        lsq_text_format(&name, "^%lld", (long long)variable.power);
    if (variable.expression >= 0 || variable.power > 1)
        lsq_text_put(&name, ")");
    int64_t known = terms->variable_names.count;
    lsq_status status = name.failed ? lsq_fail_memory(error, name.length) : LSQ_OK;
    if (!status)
        status = lsq_grow(&terms->variables, &terms->variables_capacity, known + 1,
                          sizeof *terms->variables, error);
    if (!status)
        status = lsq_keys_add(&terms->variable_names, name.bytes, name.length, index, error);
    if (!status && *index == known)
        terms->variables[known] = variable;
    else if (!status)
        terms->variables[*index].by_name |= variable.by_name;
    lsq_text_clear(&name);
    return status;
}

/* The variable of a leaf: a name, I(...). */
static lsq_status add_leaf(lsq_terms *terms, int64_t node, int64_t *index, lsq_error *error) {
    const lsq_node *leaf = &terms->tree->nodes[node];
    int is_name = leaf->kind == LSQ_NODE_NAME;
    lsq_variable variable = {leaf->column, 1, is_name ? -1 : leaf->child, leaf->at, 1};
    return add_variable(terms, variable, index, error);
}

/* Columns that "." takes are a matter of the file, all else is the formula's own doing. */
static lsq_status fail_terms(const walk *w, int64_t node) {
    const lsq_node *at = &w->terms->tree->nodes[node];
    return lsq_fail_at(w->error, at->kind == LSQ_NODE_DOT ? LSQ_ELIMIT : LSQ_EFORMULA,
                       lsq_formula_position(at->at),
                       "the formula expands to more terms than the limit of %d; write out fewer, "
                       "or choose the predictors with -x",
                       LSQ_MAX_TERMS);
}

static lsq_status push(walk *w, int64_t set) {
    lsq_status status = lsq_grow(&w->stack, &w->capacity, w->count + 1, sizeof *w->stack, w->error);
    if (!status)
        w->stack[w->count++] = set;
    return status;
}

static lsq_status push_variable(walk *w, lsq_variable variable) {
    int64_t index = 0, set = 0;
    lsq_status status = add_variable(w->terms, variable, &index, w->error);
    if (!status)
        status = lsq_keys_add(&w->terms->sets, &index, sizeof index, &set, w->error);
    return status ? status : push(w, set);
}

static lsq_status spend(walk *w, int64_t node, int64_t work) {
    if (work > w->terms->work)
        return fail_terms(w, node);
    w->terms->work -= work;
    return LSQ_OK;
}

/* *set = the union of two sets */
static lsq_status unite(walk *w, int64_t node, int64_t a, int64_t b, int64_t *set) {
    int64_t n = 0, m = 0, count = 0, both[2 * LSQ_MAX_DEGREE];
    const int64_t *x = lsq_terms_set(w->terms, a, &n), *y = lsq_terms_set(w->terms, b, &m);
    for (int64_t i = 0, j = 0; i < n || j < m;) {
        int64_t least = j == m || (i < n && x[i] < y[j]) ? x[i] : y[j];
        i += i < n && x[i] == least;
        j += j < m && y[j] == least;
        both[count++] = least;
    }
    if (count > LSQ_MAX_DEGREE)
        return lsq_fail_at(
            w->error, LSQ_EFORMULA, lsq_formula_position(w->terms->tree->nodes[node].at),
            "an interaction has more variables than the limit of %d", LSQ_MAX_DEGREE);
    lsq_status status =
        lsq_keys_add(&w->terms->sets, both, (size_t)count * sizeof *both, set, w->error);
    if (!status && w->terms->sets.count > MAX_SETS)
        status = fail_terms(w, node);
    return status;
}

/* The list from `from` to the top without what stands in it twice; the first of each remains.  A
 * negative entry ~s takes s out again. */
static lsq_status reduce(walk *w, int64_t from) {
    lsq_status status =
        lsq_grow(&w->place, &w->place_capacity, w->terms->sets.count, sizeof *w->place, w->error);
    if (status)
        return status;
    int64_t end = from, kept = from;
    for (int64_t i = from; i < w->count; i++) {
        int64_t entry = w->stack[i], set = entry < 0 ? ~entry : entry;
        if (entry < 0 && w->place[set]) {
            w->stack[w->place[set] - 1] = -1;
            w->place[set] = 0;
        } else if (entry >= 0 && !w->place[set]) {
            w->stack[end++] = set;
            w->place[set] = end;
        }
    }
    for (int64_t i = from; i < end; i++) {
        if (w->stack[i] < 0)
            continue;
        w->place[w->stack[i]] = 0;
        w->stack[kept++] = w->stack[i];
    }
    w->count = kept;
    return LSQ_OK;
}

static lsq_status walk_node(walk *w, int64_t node, int interacts);

static lsq_status walk_sum(walk *w, int64_t node, int interacts) {
    const lsq_tree *tree = w->terms->tree;
    lsq_status status = LSQ_OK;
    int64_t from = w->count;
    for (int64_t i = tree->nodes[node].child; i >= 0 && !status; i = tree->nodes[i].next) {
        int minus = tree->nodes[i].sign == '-';
        int64_t begin = w->count;
        w->parity ^= minus;
        status = walk_node(w, i, interacts);
        w->parity ^= minus;
        for (int64_t j = begin; minus && j < w->count; j++)
            w->stack[j] = ~w->stack[j];
    }
    return status ? status : reduce(w, from);
}

/* a:b of all a in the list from `a` to `b` and all b from there to the top, put on top */
static lsq_status interact(walk *w, int64_t node, int64_t a, int64_t b) {
    int64_t end = w->count;
    lsq_status status = spend(w, node, (b - a) * (end - b));
    for (int64_t i = a; i < b && !status; i++) {
        for (int64_t j = b; j < end && !status; j++) {
            int64_t set = 0;
            status = unite(w, node, w->stack[i], w->stack[j], &set);
            if (!status)
                status = push(w, set);
        }
    }
    return status;
}

/* a:b keeps the interactions, a*b the two lists before them as well. */
static lsq_status walk_chain(walk *w, int64_t node, int crosses) {
    const lsq_tree *tree = w->terms->tree;
    int64_t from = w->count, i = tree->nodes[node].child;
    lsq_status status = walk_node(w, i, 1);
    for (i = tree->nodes[i].next; i >= 0 && !status; i = tree->nodes[i].next) {
        int64_t middle = w->count;
        if ((status = walk_node(w, i, 1)))
            break;
        int64_t end = w->count;
        if ((status = interact(w, node, from, middle)))
            break;
        if (!crosses) {
            memmove(w->stack + from, w->stack + end, (size_t)(w->count - end) * sizeof *w->stack);
            w->count -= end - from;
        }
        status = reduce(w, from);
    }
    return status;
}

static lsq_status walk_dot(walk *w, int64_t node) {
    const lsq_terms *terms = w->terms;
    lsq_status status = spend(w, node, terms->names->table->count);
    for (int64_t i = 0; i < terms->names->table->count && !status; i++)
        if (!terms->taken[i])
            status = push_variable(w, (lsq_variable){i, 1, -1, terms->tree->nodes[node].at, 0});
    return status;
}

static lsq_status walk_powers(walk *w, int64_t node) {
    const lsq_node *powers = &w->terms->tree->nodes[node];
    int64_t column = w->terms->tree->nodes[powers->child].column;
    lsq_status status = LSQ_OK;
    for (int64_t k = 1; k <= powers->power && !status; k++)
        status = push_variable(w, (lsq_variable){column, k, -1, powers->at, 1});
    return status;
}

/* Put the list of a node on the stack.  A number is no term: it only switches the intercept. */
static lsq_status walk_node(walk *w, int64_t index, int interacts) {
    const lsq_node *node = &w->terms->tree->nodes[index];
    int64_t variable = 0, set = 0;
    lsq_status status;
    switch (node->kind) {
    case LSQ_NODE_SUM:
        return walk_sum(w, index, interacts);
    case LSQ_NODE_PRODUCT:
    case LSQ_NODE_COLON:
        return walk_chain(w, index, node->kind == LSQ_NODE_PRODUCT);
    case LSQ_NODE_DOT:
        return walk_dot(w, index);
    case LSQ_NODE_POWERS:
        return walk_powers(w, index);
    case LSQ_NODE_NUMBER:
        if (interacts)
            return lsq_fail_at(w->error, LSQ_EFORMULA, lsq_formula_position(node->at),
                               "1 and 0 switch the intercept and cannot be part of a product");
        w->terms->intercept = (w->terms->tree->text[node->at] == '1') != w->parity;
        return LSQ_OK;
    default:
        if ((status = add_leaf(w->terms, index, &variable, w->error)) ||
            (status = lsq_keys_add(&w->terms->sets, &variable, sizeof variable, &set, w->error)))
            return status;
        return push(w, set);
    }
}

/* Order the list by size, each size as it stands. */
static lsq_status order(lsq_terms *terms, const walk *w, lsq_error *error) {
    lsq_status status =
        lsq_grow(&terms->list, &terms->list_capacity, w->count, sizeof *terms->list, error);
    for (int64_t size = 0; size <= LSQ_MAX_DEGREE && !status && terms->n_list < w->count; size++) {
        for (int64_t i = 0; i < w->count; i++) {
            int64_t n = 0;
            lsq_terms_set(terms, w->stack[i], &n);
            if (n == size)
                terms->list[terms->n_list++] = w->stack[i];
        }
    }
    return status;
}

/* Mark the columns below a node of the response. */
static void mark_response(lsq_terms *terms, int64_t node) {
    const lsq_node *n = &terms->tree->nodes[node];
    if (n->kind == LSQ_NODE_NAME)
        terms->taken[n->column] = 1;
    for (int64_t i = n->child; i >= 0; i = terms->tree->nodes[i].next)
        mark_response(terms, i);
}

/* One response is R's first variable; several are one variable cbind(...) there, so that theirs
 * come last here. */
static lsq_status expand_responses(lsq_terms *terms, lsq_error *error) {
    const lsq_tree *tree = terms->tree;
    lsq_status status = LSQ_OK;
    for (int64_t i = tree->nodes[tree->responses].child; i >= 0 && !status;
         i = tree->nodes[i].next) {
        status = lsq_grow(&terms->responses, &terms->responses_capacity, terms->n_responses + 1,
                          sizeof *terms->responses, error);
        if (!status)
            status = add_leaf(terms, i, &terms->responses[terms->n_responses], error);
        if (!status)
            terms->n_responses++;
    }
    return status;
}

lsq_status lsq_terms_add_response(lsq_terms *terms, int64_t column, lsq_error *error) {
    lsq_variable variable = {column, 1, -1, -1, 1};
    int64_t n = terms->n_responses;
    lsq_status status;
    if ((status = lsq_grow(&terms->responses, &terms->responses_capacity, n + 1,
                           sizeof *terms->responses, error)) ||
        (status = add_variable(terms, variable, &terms->responses[n], error)))
        return status;
    terms->n_responses++;
    terms->taken[column] = 1;
    return LSQ_OK;
}

lsq_status lsq_terms_add_predictor(lsq_terms *terms, int64_t column, int by_name,
                                   lsq_error *error) {
    lsq_variable variable = {column, 1, -1, -1, by_name};
    int64_t index = 0, set = 0, known = terms->sets.count;
    lsq_status status;
    if (terms->n_list >= LSQ_MAX_TERMS)
        return lsq_fail(error, LSQ_ELIMIT,
                        "the model has more terms than the limit of %d; choose the predictors with "
                        "-x",
                        LSQ_MAX_TERMS);
    if ((status = lsq_grow(&terms->list, &terms->list_capacity, terms->n_list + 1,
                           sizeof *terms->list, error)) ||
        (status = add_variable(terms, variable, &index, error)) ||
        (status = lsq_keys_add(&terms->sets, &index, sizeof index, &set, error)))
        return status;
    if (set == known)
        terms->list[terms->n_list++] = set;
    return LSQ_OK;
}

lsq_status lsq_terms_expand(lsq_terms *terms, lsq_error *error) {
    const lsq_tree *tree = terms->tree;
    walk w = {.terms = terms, .error = error};
    lsq_status status = LSQ_OK;
    mark_response(terms, tree->responses);
    int several = tree->nodes[tree->nodes[tree->responses].child].next >= 0;
    if (!several)
        status = expand_responses(terms, error);
    if (!status)
        status = walk_node(&w, tree->terms, 0);
    if (!status)
        status = reduce(&w, 0);
    if (!status && several)
        status = expand_responses(terms, error);
    if (!status && w.count + terms->intercept > LSQ_MAX_TERMS)
        status = fail_terms(&w, tree->terms);
    if (!status)
        status = order(terms, &w, error);
    free(w.stack);
    free(w.place);
    return status;
}
