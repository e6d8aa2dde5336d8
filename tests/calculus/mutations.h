/* mutations.h - a group of identities under test: each holds at many sizes and in both layouts, and
 * fails as soon as its formula is wrong.
 *
 * Wrong is: twice, the negative, the transpose, the other layout; an element dropped or off by 1e-5
 * of the largest; a constant or the variable of the formula taken as 0, which drops the terms that
 * have it, or as twice itself.  What changes nothing, such as the transpose of a symmetric matrix,
 * is no mutation.
 *
 * That no formula restates its own differences is read off the source: what a formula_ function
 * calls never leads to a value_ function, nor the other way to a derivative of calculus/.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CALCULUS_MUTATIONS_H
#define CALCULUS_MUTATIONS_H

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calculus/identities.h"
#include "support/check.h"
#include "support/random.h"

static const int64_t mutation_sizes[][3] = {{1, 1, 1},  {2, 2, 2},  {4, 3, 2},   {3, 7, 5},
                                            {1, 2, 3},  {5, 1, 2},  {2, 5, 1},   {13, 2, 9},
                                            {40, 1, 1}, {1, 40, 1}, {1, 1, 40},  {17, 8, 29},
                                            {9, 31, 4}, {6, 5, 40}, {40, 40, 40}};

typedef struct mutation {
    const lsq_identity *row;
    lsq_case c;
    lsq_layout layout;
    lsq_matrix truth, claim;
    int64_t caught;
} mutation;

static inline void mutation_complain(const mutation *m, const char *what, double error) {
    print_error("%s (%s layout, %s): %s, error %g\n", m->row->name,
                m->layout == LSQ_DENOMINATOR ? "denominator" : "numerator", m->c.shapes, what,
                error);
    fail();
}

static inline double mutation_error(const mutation *m, const lsq_matrix *claim) {
    return lsq_identity_error(lsq_matrix_look(&m->truth), lsq_matrix_look(claim));
}

/* By 1e-5 of the largest element or more, rounding aside; of another shape in any case. */
static inline int is_mutation(const lsq_matrix *right, const lsq_matrix *wrong) {
    double largest = lsq_norm_max(lsq_matrix_look(right));
    if (right->rows != wrong->rows || right->columns != wrong->columns)
        return 1;
    for (int64_t i = 0; i < right->rows * right->columns; i++)
        if (!(fabs(right->data[i] - wrong->data[i]) < 0.999e-5 * largest))
            return 1;
    return 0;
}

/* `wrong` is found out, if it is wrong. */
static inline void must_differ(mutation *m, const lsq_matrix *wrong, const char *what) {
    if (!is_mutation(&m->claim, wrong))
        return;
    double error = mutation_error(m, wrong);
    if (lsq_identity_verdict(error) != LSQ_DIFFERS)
        mutation_complain(m, what, error);
    m->caught++;
}

static inline lsq_matrix mutation_copy(const lsq_matrix *A) {
    lsq_matrix B = {0};
    assert_int_equal(lsq_matrix_init(&B, A->rows, A->columns, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_copy(lsq_matrix_view(&B), lsq_matrix_look(A), NULL), LSQ_OK);
    return B;
}

/* Jacobians of matrices by matrices of 1,600 elements are looked at less often. */
static inline int is_huge(const lsq_matrix *A) {
    return A->rows * A->columns > 100000;
}

static inline void scale_all(mutation *m, double factor, const char *what) {
    lsq_matrix wrong = mutation_copy(&m->claim);
    for (int64_t j = 0; j < wrong.columns; j++)
        lsq_scale_column(lsq_matrix_view(&wrong), j, factor);
    must_differ(m, &wrong, what);
    lsq_matrix_clear(&wrong);
}

static inline void turn(mutation *m) {
    lsq_matrix wrong = {0};
    assert_int_equal(lsq_matrix_init(&wrong, m->claim.columns, m->claim.rows, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_copy_transposed(lsq_matrix_view(&wrong), lsq_matrix_look(&m->claim), NULL),
                     LSQ_OK);
    must_differ(m, &wrong, "transposed, as in the other layout");
    lsq_matrix_clear(&wrong);
}

static inline void spoil_elements(mutation *m, uint64_t *seed) {
    lsq_matrix wrong = mutation_copy(&m->claim);
    int64_t count = wrong.rows * wrong.columns;
    double largest = lsq_norm_max(lsq_matrix_look(&wrong));
    int64_t places = is_huge(&wrong) ? 1 : 10;
    for (int64_t i = 0; i < places; i++) {
        int64_t at = i == 1 ? 0 : i == 2 ? count - 1 : random_between(seed, 0, count - 1);
        double right = wrong.data[at];
        wrong.data[at] = 0;
        must_differ(m, &wrong, "an element dropped");
        wrong.data[at] = right + (i % 2 ? 1e-5 : -1e-5) * largest;
        must_differ(m, &wrong, "an element off by 1e-5");
        wrong.data[at] = right;
    }
    lsq_matrix_clear(&wrong);
}

/* The formula with A, the variable or a constant of the case, times a factor; the truth is that of
 * the case as it was.  A formula that refuses to be evaluated then is no mutation. */
static inline void mistake(mutation *m, lsq_matrix *A, double factor, const char *what) {
    lsq_matrix right = mutation_copy(A), wrong = {0};
    for (int64_t j = 0; j < A->columns; j++)
        lsq_scale_column(lsq_matrix_view(A), j, factor);
    if (!lsq_identity_claim(&wrong, m->row, &m->c, m->layout, NULL))
        must_differ(m, &wrong, what);
    lsq_matrix_clear(&wrong);
    lsq_matrix_clear(A);
    *A = right;
}

static inline void mutate(mutation *m, uint64_t *seed) {
    double error = mutation_error(m, &m->claim);
    if (lsq_identity_verdict(error) != LSQ_AGREES)
        mutation_complain(m, "should agree", error);
    scale_all(m, 2, "twice");
    scale_all(m, -1, "the negative");
    turn(m);
    spoil_elements(m, seed);
    if (is_huge(&m->claim))
        return;
    mistake(m, &m->c.X, 0, "the variable dropped");
    mistake(m, &m->c.X, 2, "the variable doubled");
    for (int64_t i = 0; i < m->c.constants; i++) {
        mistake(m, &m->c.a[i], 0, "a constant dropped");
        mistake(m, &m->c.a[i], 2, "a constant doubled");
    }
}

/* Returns how many mutations were caught. */
static inline int64_t check_identity(const lsq_identity *row, const lsq_lapack *L,
                                     const int64_t sizes[3], lsq_layout layout, uint64_t *seed) {
    mutation m = {.row = row, .layout = layout};
    lsq_error error = {0};
    check_status(lsq_case_init(&m.c, row, L, sizes, seed, &error), LSQ_OK, &error);
    check_status(lsq_identity_truth(&m.truth, row, &m.c, layout, &error), LSQ_OK, &error);
    check_status(lsq_identity_claim(&m.claim, row, &m.c, layout, &error), LSQ_OK, &error);
    if (!row->erratum[layout])
        mutate(&m, seed);
    else if (lsq_identity_verdict(mutation_error(&m, &m.claim)) != LSQ_DIFFERS)
        mutation_complain(&m, "is an erratum and should differ", mutation_error(&m, &m.claim));
    lsq_matrix_clear(&m.claim);
    lsq_matrix_clear(&m.truth);
    lsq_case_clear(&m.c);
    return m.caught;
}

/* Every row at every size, in both layouts; large ones in one layout each. */
static inline void check_group(const lsq_identity_group *group) {
    lsq_lapack *L = NULL;
    lsq_error error = {0};
    uint64_t seed = 20240611;
    check_status(lsq_lapack_open(&L, &error), LSQ_OK, &error);
    for (int64_t i = 0; i < group->count; i++) {
        int64_t caught = 0;
        for (size_t s = 0; s < sizeof mutation_sizes / sizeof *mutation_sizes; s++) {
            const int64_t *sizes = mutation_sizes[s];
            int small = sizes[0] * sizes[1] * sizes[2] <= 1000;
            for (int layout = 0; layout < 2; layout++)
                if (small || ((int64_t)s + i) % 2 == layout)
                    caught += check_identity(&group->rows[i], L, sizes, (lsq_layout)layout, &seed);
        }
        int erratum = group->rows[i].erratum[0] && group->rows[i].erratum[1];
        assert_true(erratum || caught >= 40);
    }
    lsq_lapack_close(L);
}

/* ---- the source ---- */

enum { MOST_FUNCTIONS = 200 };

typedef struct source_function {
    char name[64];
    const char *body;
    size_t length;
} source_function;

/* A function begins on a line with a letter in front and a parenthesis, and ends with the first }
 * at the beginning of a line: so clang-format writes them. */
static inline int functions_of(source_function *functions, const char *text) {
    int count = 0;
    for (const char *line = text; line; line = strchr(line, '\n'), line += line ? 1 : 0) {
        size_t length = strcspn(line, "\n");
        const char *bracket = memchr(line, '(', length), *brace = strstr(line, ") {\n");
        const char *semicolon = memchr(line, ';', length);
        if (!isalpha((unsigned char)*line) || !bracket || semicolon || !brace ||
            (strchr(line, ';') && strchr(line, ';') < brace))
            continue;
        const char *name = bracket;
        while (name > line && (isalnum((unsigned char)name[-1]) || name[-1] == '_'))
            name--;
        const char *end = strstr(brace, "\n}\n");
        assert_non_null(end);
        assert_true(count < MOST_FUNCTIONS && bracket - name < 64);
        source_function *f = &functions[count++];
        memset(f, 0, sizeof *f);
        memcpy(f->name, name, (size_t)(bracket - name));
        f->body = brace;
        f->length = (size_t)(end - brace);
        line = end;
    }
    return count;
}

/* The body has this word, or a word that begins with it. */
static inline int mentions(const source_function *f, const char *word, int whole) {
    size_t length = strlen(word);
    for (const char *p = f->body; p + length <= f->body + f->length; p++) {
        int begins = !isalnum((unsigned char)p[-1]) && p[-1] != '_';
        int ends = !whole || (!isalnum((unsigned char)p[length]) && p[length] != '_');
        if (begins && ends && memcmp(p, word, length) == 0)
            return 1;
    }
    return 0;
}

/* Marks what the function leads to, itself included. */
static inline void follow(const source_function *functions, int count, int from, char *reached) {
    if (reached[from])
        return;
    reached[from] = 1;
    for (int i = 0; i < count; i++)
        if (mentions(&functions[from], functions[i].name, 1))
            follow(functions, count, i, reached);
}

/* Formulas and values have nothing to do with each other: `fault` tells one that has, and is
 * empty if there is none.  Returns the number of formulas. */
static inline int find_fault(char fault[256], const char *text) {
    static const char *const derivatives[] = {"lsq_gradient", "lsq_add_gradient", "lsq_jacobian",
                                              "lsq_tangent",  "lsq_differential", "formula_"};
    source_function *functions = calloc(MOST_FUNCTIONS, sizeof *functions);
    assert_non_null(functions);
    int count = functions_of(functions, text), formulas = 0;
    *fault = '\0';
    for (int i = 0; i < count; i++) {
        char reached[MOST_FUNCTIONS] = {0};
        int formula = strncmp(functions[i].name, "formula_", 8) == 0;
        int value = strncmp(functions[i].name, "value_", 6) == 0;
        formulas += formula;
        if (formula || value)
            follow(functions, count, i, reached);
        for (int k = 0; k < count; k++) {
            if (formula && reached[k] && strncmp(functions[k].name, "value_", 6) == 0)
                snprintf(fault, 256, "%s leads to %s", functions[i].name, functions[k].name);
            for (size_t d = 0; d < sizeof derivatives / sizeof *derivatives; d++)
                if (value && reached[k] && mentions(&functions[k], derivatives[d], 0))
                    snprintf(fault, 256, "%s leads to %s", functions[i].name, derivatives[d]);
        }
    }
    free(functions);
    return formulas;
}

static inline void check_source(const char *path) {
    char *text = calloc(1, 1 << 20), fault[256];
    FILE *file = fopen(path, "rb");
    assert_true(text && file);
    size_t length = fread(text, 1, (1 << 20) - 1, file);
    assert_true(length > 0 && length < (1 << 20) - 1);
    fclose(file);
    int formulas = find_fault(fault, text);
    free(text);
    if (*fault)
        fail_msg("%s: %s", path, fault);
    assert_true(formulas > 1);
}

#endif
