/* fuzz_formula.c - any text as a formula or a list of names against a small table.
 *
 * The first byte chooses what the rest is: a formula, a list of responses, a list of predictors.
 * What is refused must be refused with a position inside the text and a message that can be shown;
 * what is accepted must come back from its own canonical formula, term by term.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

static const char *const names[] = {"y",   "a",       "b",   "x1",  "my col", "",
                                    "a`b", "I(x1^2)", "dup", "dup", "city"};
static char berlin[] = "Berlin";
static const lsq_text_cell texts[] = {[10] = {berlin, 2, 31, NULL}};

static void check_error(const lsq_error *error, lsq_status status, const lsq_model *model,
                        size_t length) {
    REQUIRE(!model);
    REQUIRE(status == LSQ_EFORMULA || status == LSQ_EDATA || status == LSQ_ELIMIT);
    REQUIRE(error->status == status);
    REQUIRE(error->column >= 0);
    REQUIRE(status == LSQ_EDATA || error->column <= (int64_t)length + 1);
    REQUIRE((error->line > 0) == (error->column > 0));
    REQUIRE(*error->message);
    for (const char *s = error->message; *s; s++)
        REQUIRE((unsigned char)*s >= 0x20 && *s != 0x7F);
}

static void check_same(const lsq_polynomial *a, const lsq_polynomial *b, int64_t n_monomials) {
    REQUIRE(a->count == b->count);
    for (int64_t i = 0; i < a->count; i++) {
        REQUIRE(a->parts[i].monomial == b->parts[i].monomial);
        REQUIRE(a->parts[i].monomial < n_monomials);
        REQUIRE(a->parts[i].exp10 == b->parts[i].exp10);
        REQUIRE(fmpz_equal(a->parts[i].value, b->parts[i].value));
        REQUIRE(!fmpz_is_zero(a->parts[i].value));
    }
}

static void check_equal(const lsq_model *a, const lsq_model *b) {
    REQUIRE(a->p == b->p && a->q == b->q && a->intercept == b->intercept);
    REQUIRE(a->n_columns == b->n_columns && a->n_monomials == b->n_monomials);
    for (int64_t i = 0; i < a->n_columns; i++)
        REQUIRE(a->columns[i] == b->columns[i]);
    for (int64_t t = 0; t < a->p + a->q; t++) {
        check_same(&a->terms[t].value, &b->terms[t].value, a->n_monomials);
        REQUIRE(a->terms[t].n_by == b->terms[t].n_by);
        for (int64_t k = 0; k < a->terms[t].n_by; k++) {
            REQUIRE(a->terms[t].by[k].column == b->terms[t].by[k].column);
            REQUIRE(a->terms[t].by[k].value.count > 0);
            check_same(&a->terms[t].by[k].value, &b->terms[t].by[k].value, a->n_monomials);
        }
    }
}

static void check_plan(const lsq_model *model) {
    REQUIRE(model->monomials[0].count == 0);
    for (int64_t i = 1; i < model->n_monomials; i++) {
        const lsq_monomial *m = &model->monomials[i];
        REQUIRE(m->count > 0 && m->base < i && m->times < model->n_columns);
        for (int64_t j = 0; j < m->count; j++)
            REQUIRE(m->factors[j].power > 0 && m->factors[j].column < model->n_columns);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const lsq_table table = {names, 11, texts, "data.csv"};
    if (!size)
        return 0;
    char *text = calloc(size, 1);
    REQUIRE(text);
    memcpy(text, data + 1, size - 1);
    lsq_request request = {0};
    *(data[0] % 3 == 0   ? &request.formula
      : data[0] % 3 == 1 ? &request.response
                         : &request.predictors) = text;
    if (data[0] % 3 == 1)
        request.predictors = "x1";
    lsq_error error = {0};
    lsq_model *model = NULL, *again = NULL, *third = NULL;
    lsq_status status = lsq_model_build(&model, &request, &table, &error);
    if (status) {
        check_error(&error, status, model, strlen(text));
    } else if (model->n_monomials < 2000 && strlen(model->formula) <= LSQ_MAX_FORMULA) {
        check_plan(model); /* larger ones would only be slow here */
        lsq_request canonical = {model->formula, NULL, NULL};
        REQUIRE(!lsq_model_build(&again, &canonical, &table, &error));
        check_equal(model, again);
        canonical.formula = again->formula;
        REQUIRE(!lsq_model_build(&third, &canonical, &table, &error));
        REQUIRE(!strcmp(third->formula, again->formula));
    }
    lsq_model_free(model);
    lsq_model_free(again);
    lsq_model_free(third);
    free(text);
    return 0;
}
