/* figures.c - numbers of a fit for programs.
 *
 * Fails with what the rounding of a number reports.
 *
 * SPDX-License-Identifier: MIT */
#include "figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "cell.h"
#include "report.h"

lsq_status lsq_figures_init(lsq_figures *f) {
    int digits = f->digits > LSQ_DOUBLE_DIGITS ? f->digits : LSQ_DOUBLE_DIGITS;
    f->size = (size_t)digits + 64;
    return lsq_alloc(&f->number, (int64_t)f->size, 1, f->error);
}

void lsq_figures_clear(lsq_figures *f) {
    free(f->number);
    f->number = NULL;
}

void lsq_put_figure(lsq_figures *f, const char *before, lsq_quantity what, int64_t response,
                    int64_t term) {
    const char *text = f->none;
    if (!f->status && lsq_fit_has(f->fit, what, response, term)) {
        f->status =
            lsq_fit_text(f->fit, what, response, term, f->digits, f->number, f->size, f->error);
        text = f->number;
    }
    if (f->status)
        return;
    lsq_text_put(f->out, before);
    lsq_text_put(f->out, text);
}

void lsq_put_estimate(lsq_figures *f, const char *before, int64_t response, int64_t term) {
    lsq_put_figure(f, before, LSQ_ESTIMATE, response, term);
    if (f->status || f->digits || !lsq_fit_has(f->fit, LSQ_ESTIMATE, response, term))
        return;
    double value = lsq_fit_value(f->fit, LSQ_ESTIMATE, response, term);
    if (isinf(value) || (value == 0 && strcmp(f->number, "0") != 0)) {
        char name[256];
        lsq_escape(name, sizeof name, lsq_fit_term(f->fit, term),
                   strlen(lsq_fit_term(f->fit, term)));
        f->status = lsq_fail(f->error, LSQ_ENUMERIC,
                             "the estimate of %s, %s, is out of the range of a double; --digits N "
                             "prints it with its own exponent",
                             name, f->number);
    }
}

void lsq_put_input_digits(lsq_figures *f, const char *before, int64_t response, int64_t term) {
    char tenths[LSQ_CELL];
    int known = lsq_cell_tenths(lsq_fit_input_digits(f->fit, response, term), tenths);
    lsq_text_put(f->out, before);
    lsq_text_put(f->out, known ? tenths : f->none);
}
