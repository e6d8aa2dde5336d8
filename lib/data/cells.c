/* cells.c - what the text of a cell is: a number, a missing value or neither.
 *
 * A text that is declared missing is missing, even if it reads as a number; then the number
 * grammar decides.  Texts are compared byte by byte, blanks around them aside.  Nothing is
 * guessed here but the hint of a message.
 *
 * SPDX-License-Identifier: MIT */
#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/shell.h"
#include "../base/text.h"
#include "number.h"
#include "split.h"

int lsq_cells_is_numeric(const lsq_cells *cells, const char *text, size_t length) {
    fmpz_t value;
    int32_t exp10;
    fmpz_init(value);
    lsq_number_result result =
        lsq_number_parse(value, &exp10, text, length, cells->mark, cells->thousands);
    fmpz_clear(value);
    return result != LSQ_NUMBER_NOT;
}

static void add_missing(lsq_cells *cells, const char *text, size_t length) {
    lsq_trim_blanks(&text, &length);
    if (!length) {
        cells->empty = 1;
        return;
    }
    cells->missing[cells->count].text = text;
    cells->missing[cells->count].length = length;
    cells->count++;
    cells->starts[(unsigned char)*text] = 1;
    cells->numeric_missing |= lsq_cells_is_numeric(cells, text, length);
}

lsq_status lsq_cells_init(lsq_cells *cells, char mark, char thousands, const char *missing,
                          lsq_error *error) {
    memset(cells, 0, sizeof *cells);
    cells->mark = mark;
    cells->thousands = thousands;
    if (!missing)
        missing = ",NA";
    size_t length = strlen(missing);
    int64_t entries = 1;
    for (size_t i = 0; i < length; i++)
        entries += missing[i] == ',';
    lsq_status status = lsq_copy_text(&cells->list, missing, length, error);
    if (!status)
        status = lsq_alloc(&cells->missing, entries, sizeof *cells->missing, error);
    if (status)
        return status;
    for (const char *p = cells->list, *comma; p; p = comma ? comma + 1 : NULL) {
        comma = strchr(p, ',');
        add_missing(cells, p, comma ? (size_t)(comma - p) : strlen(p));
    }
    return LSQ_OK;
}

void lsq_cells_clear(lsq_cells *cells) {
    free(cells->list);
    free(cells->missing);
    memset(cells, 0, sizeof *cells);
}

int lsq_cells_is_missing(const lsq_cells *cells, const char *text, size_t length) {
    lsq_trim_blanks(&text, &length);
    if (!length)
        return cells->empty;
    if (!cells->starts[(unsigned char)*text])
        return 0;
    for (int64_t i = 0; i < cells->count; i++)
        if (cells->missing[i].length == length && memcmp(cells->missing[i].text, text, length) == 0)
            return 1;
    return 0;
}

lsq_cell_kind lsq_cells_read(const lsq_cells *cells, const char *text, size_t length, fmpz_t value,
                             int32_t *exp10) {
    if (lsq_cells_is_missing(cells, text, length))
        return LSQ_CELL_MISSING;
    return lsq_number_parse(value, exp10, text, length, cells->mark, cells->thousands) ==
                   LSQ_NUMBER_OK
               ? LSQ_CELL_NUMBER
               : LSQ_CELL_TEXT;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* 1 if the text begins like the last line of a report. */
static int is_summary(const char *text, size_t length) {
    static const char *const words[] = {"total", "sum", "mean", "average", "grand total", "count"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t n = strlen(words[w]), i = 0;
        while (i < n && i < length && lower(text[i]) == words[w][i])
            i++;
        if (i == n && (length == n || !(lower(text[n]) >= 'a' && lower(text[n]) <= 'z')))
            return 1;
    }
    return 0;
}

const char *lsq_cells_line_hint(const char *text, size_t length) {
    if (length && text[0] == '#')
        return "a comment line? remove it";
    return is_summary(text, length) ? "a summary line? remove it" : NULL;
}

/* Append " --na LIST", the texts of missing values so far and this one. */
static void put_missing_list(lsq_text *out, const lsq_cells *cells, const char *text,
                             size_t length) {
    lsq_text list = {0};
    lsq_text_put(&list, length ? cells->list : "");
    lsq_text_put(&list, ",");
    lsq_text_add(&list, text, length);
    lsq_text_put(&list, length ? "" : cells->list);
    if (!list.failed && list.length < 200 && lsq_is_showable(list.bytes)) {
        lsq_text_put(out, " --na ");
        lsq_put_shell_word(out, list.bytes);
    } else {
        lsq_text_put(out, " add it to the list of --na");
    }
    lsq_text_clear(&list);
}

static const char *hint_for(const lsq_cells *cells, const char *text, size_t length) {
    if (lsq_is_date(text, length))
        return "a date; turn it into a number first";
    const char *hint =
        lsq_number_hint(text, length, cells->mark, cells->thousands, cells->delimiter);
    if (!hint)
        hint = lsq_cells_line_hint(text, length);
    if (hint)
        return hint;
    if (memchr(text, ';', length))
        return "another delimiter? --delim ';'";
    if (memchr(text, '|', length))
        return "another delimiter? --delim '|'";
    return NULL;
}

/* Append "; " and what the text was probably meant to be, if that is known. */
static void put_hint(lsq_text *out, const lsq_cells *cells, const char *text, size_t length,
                     int is_name) {
    const char *missing = lsq_missing_hint(text, length);
    const char *hint = is_name   ? "the header again?"
                       : missing ? missing
                                 : hint_for(cells, text, length);
    if (!hint)
        return;
    lsq_text_put(out, "; ");
    lsq_text_put(out, hint);
    if (missing && !is_name)
        put_missing_list(out, cells, text, length);
}

lsq_status lsq_cells_fail(const lsq_cells *cells, const char *text, size_t length,
                          const char *column, lsq_position at, lsq_error *error) {
    lsq_trim_blanks(&text, &length);
    lsq_text hint = {0};
    if (!length) {
        put_missing_list(&hint, cells, "", 0);
        lsq_status status = lsq_fail_at(
            error, LSQ_EDATA, at, "an empty cell is not a number (column %s); a missing value?%s",
            column, hint.bytes ? hint.bytes : "");
        lsq_text_clear(&hint);
        return status;
    }
    char found[256];
    lsq_escape(found, sizeof found, text, length);
    fmpz_t value;
    int32_t exp10;
    fmpz_init(value);
    lsq_number_result result =
        lsq_number_parse(value, &exp10, text, length, cells->mark, cells->thousands);
    fmpz_clear(value);
    if (result == LSQ_NUMBER_RANGE)
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "'%s' is out of range (column %s); the decimal exponent of a number "
                           "goes from -324 to 308",
                           found, column);
    if (result == LSQ_NUMBER_TOO_LONG)
        return lsq_fail_at(error, LSQ_EDATA, at, "'%s' has more than %d digits (column %s)", found,
                           (int)LSQ_MAX_DIGITS, column);
    put_hint(&hint, cells, text, length, strcmp(found, column) == 0);
    lsq_status status = lsq_fail_at(error, LSQ_EDATA, at, "'%s' is not a number (column %s)%s",
                                    found, column, hint.bytes ? hint.bytes : "");
    lsq_text_clear(&hint);
    return status;
}

lsq_status lsq_cells_fail_missing(const char *text, size_t length, const char *column,
                                  lsq_position at, lsq_error *error) {
    char found[256];
    lsq_trim_blanks(&text, &length);
    lsq_escape(found, sizeof found, text, length);
    return lsq_fail_at(error, LSQ_EDATA, at,
                       "the value is missing, found '%s' (column %s); --missing drop leaves out "
                       "such rows",
                       found, column);
}

lsq_status lsq_cells_fail_weight(const char *text, size_t length, const char *column,
                                 lsq_position at, lsq_error *error) {
    char found[256];
    lsq_trim_blanks(&text, &length);
    lsq_escape(found, sizeof found, text, length);
    return lsq_fail_at(error, LSQ_EDATA, at,
                       "the weight is %s (column %s); weights are 0 or more, and 0 leaves out the "
                       "row",
                       found, column);
}
