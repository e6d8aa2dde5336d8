/* list.c - the coefficients of one response with many digits, one number a line.
 *
 * Every number has the digits that were asked for, as lsq_fit_text rounds them.  Fails with
 * LSQ_ENOMEM and with what the rounding reports.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "cell.h"
#include "table.h"
#include "words.h"

enum { LABEL = 16 }; /* columns of the longest label and its gap, after the indentation */

static void put_label(const char *label, lsq_text *out) {
    lsq_text_put(out, "  ");
    lsq_text_put(out, label);
    lsq_put_spaces(out, LABEL - lsq_text_width(label));
}

static lsq_status put_coefficient(lsq_fit *fit, int64_t response, int64_t term, int digits,
                                  char *number, size_t size, lsq_text *out, lsq_error *error) {
    static const struct {
        lsq_quantity what;
        const char *label;
    } lines[] = {
        {LSQ_ESTIMATE, "estimate"}, {LSQ_STD_ERROR, "std.error"}, {LSQ_T, "t"}, {LSQ_P, "p"},
        {LSQ_CI_LOWER, " from"},    {LSQ_CI_UPPER, " to"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!lsq_fit_has(fit, lines[i].what, response, term))
            continue;
        lsq_status status =
            lsq_fit_text(fit, lines[i].what, response, term, digits, number, size, error);
        if (status)
            return status;
        char label[LSQ_CELL] = "";
        if (*lines[i].label == ' ')
            lsq_cell_percent(lsq_fit_level(fit), label);
        strcat(label, lines[i].label);
        put_label(label, out);
        lsq_text_put(out, *number == '-' ? "" : " ");
        lsq_text_put(out, number);
        lsq_text_put(out, "\n");
    }
    return LSQ_OK;
}

lsq_status lsq_put_list(lsq_fit *fit, int64_t response, int digits, const lsq_style *style,
                        lsq_text *out, lsq_table_notes *notes, lsq_error *error) {
    char *number;
    size_t size = (size_t)digits + 64;
    lsq_status status = lsq_alloc(&number, (int64_t)size, 1, error);
    for (int64_t j = 0; j < lsq_fit_terms(fit) && !status; j++) {
        const char *relation = lsq_fit_relation(fit, j), *name = lsq_fit_term(fit, j);
        lsq_text_put(out, style->strong);
        lsq_text_add_escaped(out, name, strlen(name));
        lsq_text_put(out, style->plain);
        if (!lsq_fit_has(fit, LSQ_ESTIMATE, response, j) && relation) {
            lsq_text_put(out, "   ");
            lsq_put_relation(relation, out);
        }
        lsq_text_put(out, "\n");
        status = put_coefficient(fit, response, j, digits, number, size, out, error);
        char cell[LSQ_CELL];
        if (!status && lsq_cell_input_digits(fit, response, j, cell, notes)) {
            put_label("input digits", out);
            lsq_text_format(out, " %s\n", cell);
        }
    }
    free(number);
    return status;
}
