/* monomials.c - the final list of monomials of a model and how its rows are made.
 *
 * The ring holds every monomial that was met on the way; only what the finished terms and
 * derivatives use is kept.  All derivatives being there, a monomial of a term always has the
 * earlier one that lacks one of its factors; those that only derivatives need may not.  Fails only
 * for want of memory.
 *
 * SPDX-License-Identifier: MIT */
#include "monomials.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"

typedef struct used {
    int64_t monomial; /* of the ring */
    int64_t degree;
    int64_t first; /* rank of its first use */
} used;

typedef struct selection {
    const lsq_ring *ring;
    used *list;
    int64_t count;
    int64_t *index; /* of each monomial of the ring in the final list, -1 if it is not used */
} selection;

static void select_parts(selection *s, const lsq_polynomial *a) {
    for (int64_t i = 0; i < a->count; i++) {
        int64_t monomial = a->parts[i].monomial;
        if (s->index[monomial] >= 0)
            continue;
        s->index[monomial] = s->count;
        s->list[s->count] = (used){monomial, lsq_ring_degree(s->ring, monomial), s->count};
        s->count++;
    }
}

static int by_degree_and_use(const void *left, const void *right) {
    const used *a = left, *b = right;
    if (a->degree != b->degree)
        return a->degree < b->degree ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static void renumber(const selection *s, lsq_polynomial *a) {
    for (int64_t i = 0; i < a->count; i++)
        a->parts[i].monomial = s->index[a->parts[i].monomial];
    lsq_polynomial_sort(a);
}

/* Find the monomial that lacks one factor of this one. */
static void plan(const selection *s, lsq_monomial *monomial) {
    lsq_factor rest[LSQ_MAX_DEGREE];
    int64_t n = monomial->count;
    monomial->base = -1;
    for (int64_t i = n - 1; i >= 0 && monomial->base < 0; i--) {
        int64_t m = 0;
        for (int64_t j = 0; j < n; j++)
            if (j != i || monomial->factors[j].power > 1)
                rest[m++] = (lsq_factor){monomial->factors[j].column,
                                         monomial->factors[j].power - (j == i)};
        int64_t found = lsq_keys_find(&s->ring->monomials, rest, (size_t)m * sizeof *rest);
        monomial->base = found < 0 ? -1 : s->index[found];
        monomial->times = monomial->factors[i].column;
    }
}

/* The second half: monomial i times the weight, whose factors nobody asks for. */
static void add_weighted(lsq_model *model) {
    model->weighted = model->n_monomials;
    model->n_monomials *= 2;
    for (int64_t i = 0; i < model->weighted; i++)
        model->monomials[model->weighted + i] = (lsq_monomial){NULL, 0, i, model->weight};
}

/* The selected monomials into the model, their factors into its slab. */
static lsq_status copy_monomials(lsq_model *model, const selection *s, lsq_error *error) {
    int64_t n_factors = 0, at = 0, n = 0, halves = model->weight >= 0 ? 2 : 1;
    lsq_status status;
    for (int64_t i = 0; i < s->count; i++, n_factors += n)
        lsq_ring_factors(s->ring, s->list[i].monomial, &n);
    if ((status = lsq_alloc(&model->factors, n_factors, sizeof *model->factors, error)) ||
        (status = lsq_alloc(&model->monomials, halves * s->count, sizeof *model->monomials, error)))
        return status;
    model->n_monomials = s->count;
    for (int64_t i = 0; i < s->count; i++, at += n) {
        const lsq_factor *factors = lsq_ring_factors(s->ring, s->list[i].monomial, &n);
        if (n)
            memcpy(model->factors + at, factors, (size_t)n * sizeof *factors);
        model->monomials[i] = (lsq_monomial){model->factors + at, n, -1, -1};
        plan(s, &model->monomials[i]);
    }
    if (model->weight >= 0)
        add_weighted(model);
    return LSQ_OK;
}

lsq_status lsq_model_take_monomials(lsq_model *model, const lsq_ring *ring, lsq_error *error) {
    selection s = {.ring = ring};
    int64_t n_ring = ring->monomials.count, n_terms = model->p + model->q;
    lsq_status status = lsq_alloc(&s.list, n_ring, sizeof *s.list, error);
    if (!status)
        status = lsq_alloc(&s.index, n_ring, sizeof *s.index, error);
    if (status)
        goto done;
    for (int64_t i = 0; i < n_ring; i++)
        s.index[i] = -1;
    s.index[0] = 0;
    s.count = 1;
    for (int64_t t = 0; t < n_terms; t++)
        select_parts(&s, &model->terms[t].value);
    for (int64_t t = 0; t < n_terms; t++)
        for (int64_t k = 0; k < model->terms[t].n_by; k++)
            select_parts(&s, &model->terms[t].by[k].value);
    qsort(s.list, (size_t)s.count, sizeof *s.list, by_degree_and_use);
    for (int64_t i = 0; i < s.count; i++)
        s.index[s.list[i].monomial] = i;
    for (int64_t t = 0; t < n_terms; t++) {
        renumber(&s, &model->terms[t].value);
        for (int64_t k = 0; k < model->terms[t].n_by; k++)
            renumber(&s, &model->terms[t].by[k].value);
    }
    status = copy_monomials(model, &s, error);
done:
    free(s.list);
    free(s.index);
    return status;
}
