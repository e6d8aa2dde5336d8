/* cell.c - proven digits laid out for a table.
 *
 * lsq_fit_text gives the correctly rounded significant digits; here they are only arranged: as
 * plain decimals or with an exponent, never rounded again.  Where decimals are wanted instead,
 * lsq_fit_fixed rounds the exact value afresh. The layout is independent of the locale.  Fails with
 * what the rounding reports.
 *
 * SPDX-License-Identifier: MIT */
#include "cell.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DASH "\xE2\x80\x93" /* – */

enum { MOST_DIGITS = 24 };

/* d.ddd * 10^exponent; zero has exponent 0. */
typedef struct shown {
    int negative, zero, count;
    int64_t exponent;
    char digits[MOST_DIGITS + 1];
} shown;

/* Read -ddd.ddde-xx. */
static shown parse(const char *text) {
    shown s = {.zero = 1};
    int64_t point = 0; /* digits before the decimal point, counted from the first that is not 0 */
    int after = 0, leading = 1;
    s.negative = *text == '-';
    for (text += s.negative; *text && *text != 'e'; text++) {
        if (*text == '.') {
            after = 1;
            continue;
        }
        if (leading && *text == '0') {
            point -= after;
            continue;
        }
        leading = s.zero = 0;
        point += !after;
        if (s.count < MOST_DIGITS)
            s.digits[s.count++] = *text;
    }
    if (s.zero)
        return s;
    int64_t exponent = 0;
    if (*text == 'e') {
        int minus = text[1] == '-';
        for (text += 1 + (text[1] == '-' || text[1] == '+'); *text; text++)
            exponent = 10 * exponent + (*text - '0');
        exponent = minus ? -exponent : exponent;
    }
    s.exponent = exponent + point - 1;
    return s;
}

static lsq_status get(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term, int digits,
                      shown *s, lsq_error *error) {
    char text[LSQ_CELL];
    lsq_status status = lsq_fit_text(fit, what, response, term, digits, text, sizeof text, error);
    if (!status)
        *s = parse(text);
    return status;
}

/* d.ddde-xx with all digits. */
static void put_exponent(const shown *s, char cell[LSQ_CELL]) {
    snprintf(cell, LSQ_CELL, "%s%c%s%se%" PRId64, s->negative ? "-" : "", s->digits[0],
             s->count > 1 ? "." : "", s->digits + 1, s->exponent);
}

/* The digits as plain decimals; an exponent of at most count - 1 leaves no place unknown. */
static void put_plain(const shown *s, char cell[LSQ_CELL]) {
    const char *sign = s->negative ? "-" : "";
    int64_t whole = s->exponent + 1;
    if (whole <= 0)
        snprintf(cell, LSQ_CELL, "%s0.%.*s%s", sign, (int)-whole, "0000000000", s->digits);
    else if (whole >= s->count)
        snprintf(cell, LSQ_CELL, "%s%s", sign, s->digits);
    else
        snprintf(cell, LSQ_CELL, "%s%.*s.%s", sign, (int)whole, s->digits, s->digits + whole);
}

/* Plain where the exponent lies in [low, count), else with an exponent. */
static void put(const shown *s, int64_t low, char cell[LSQ_CELL]) {
    if (s->zero)
        snprintf(cell, LSQ_CELL, "0");
    else if (s->exponent < low || s->exponent >= s->count)
        put_exponent(s, cell);
    else
        put_plain(s, cell);
}

static void put_dash(char cell[LSQ_CELL]) {
    snprintf(cell, LSQ_CELL, DASH);
}

lsq_status lsq_cell_digits(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                           int digits, char cell[LSQ_CELL], lsq_error *error) {
    put_dash(cell);
    if (!lsq_fit_has(fit, what, response, term))
        return LSQ_OK;
    shown s;
    lsq_status status = get(fit, what, response, term, digits, &s, error);
    if (!status)
        put(&s, -5, cell);
    return status;
}

lsq_status lsq_cell_statistic(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                              char cell[LSQ_CELL], lsq_error *error) {
    put_dash(cell);
    if (!lsq_fit_has(fit, what, response, term))
        return LSQ_OK;
    shown s;
    lsq_status status = get(fit, what, response, term, 4, &s, error);
    if (status || s.zero || s.exponent >= 7 || (s.exponent >= 1 && s.exponent < 4)) {
        if (!status)
            put(&s, 0, cell);
        return status;
    }
    return lsq_fit_fixed(fit, what, response, term, s.exponent < 1 ? 3 : 0, cell, LSQ_CELL, error);
}

lsq_status lsq_cell_probability(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                                char cell[LSQ_CELL], lsq_error *error) {
    put_dash(cell);
    if (!lsq_fit_has(fit, what, response, term))
        return LSQ_OK;
    shown s;
    lsq_status status = get(fit, what, response, term, 2, &s, error);
    if (!status)
        put(&s, -4, cell);
    return status;
}

/* How many nines follow "0." */
static int nines(const char *cell) {
    return cell[0] == '0' ? (int)strspn(cell + 2, "9") : 0;
}

lsq_status lsq_cell_share(lsq_fit *fit, lsq_quantity what, int64_t response, char cell[LSQ_CELL],
                          lsq_error *error) {
    static const int search[] = {4, 12, 36};
    shown s;
    put_dash(cell);
    if (!lsq_fit_has(fit, what, response, 0))
        return LSQ_OK;
    lsq_status status = get(fit, what, response, 0, 4, &s, error);
    if (status || (!s.zero && s.exponent >= 15)) {
        if (!status)
            put_exponent(&s, cell);
        return status;
    }
    for (int i = 0; i < 3; i++) {
        status = lsq_fit_fixed(fit, what, response, 0, search[i], cell, LSQ_CELL, error);
        if (status || (cell[0] != '1' && nines(cell) < 3))
            return status;
        if (i && cell[0] != '1')
            return lsq_fit_fixed(fit, what, response, 0, nines(cell) + 2, cell, LSQ_CELL, error);
    }
    snprintf(cell, LSQ_CELL, "1");
    return LSQ_OK;
}

lsq_status lsq_cell_decimals(lsq_fit *fit, lsq_quantity what, int64_t response, int decimals,
                             char cell[LSQ_CELL], lsq_error *error) {
    put_dash(cell);
    if (!lsq_fit_has(fit, what, response, 0))
        return LSQ_OK;
    shown s;
    lsq_status status = get(fit, what, response, 0, 7, &s, error);
    if (status)
        return status;
    if (s.zero || s.exponent < 15)
        return lsq_fit_fixed(fit, what, response, 0, decimals, cell, LSQ_CELL, error);
    put_exponent(&s, cell);
    return LSQ_OK;
}

/* How the numbers of one coefficient are written. */
typedef enum layout { TOGETHER, APART, EXPONENTS } layout;

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* *decimals is set for TOGETHER. */
static layout choose(const shown *estimate, const shown *se, int digits, int *decimals) {
    enum { ALIKE = 4 }; /* powers of ten */
    int64_t low = digits < 4 ? digits : 4, difference = 0;
    int64_t top = se->zero ? estimate->exponent : se->exponent;
    if (!se->zero && !estimate->zero) {
        difference = estimate->exponent - se->exponent;
        top = larger(estimate->exponent, se->exponent);
    }
    if (top >= digits || top < -5)
        return difference > -ALIKE && difference < ALIKE ? EXPONENTS : APART;
    int64_t d = digits - 1 - top;
    if (!se->zero)
        d = larger(d, low - 1 - se->exponent);
    if (top + d + 1 > digits + 5)
        return APART;
    *decimals = (int)d;
    return TOGETHER;
}

static lsq_status put_fixed(lsq_fit *fit, lsq_quantity what, int64_t response, int64_t term,
                            int decimals, const shown *s, char cell[LSQ_CELL], lsq_error *error) {
    if (!s->zero)
        return lsq_fit_fixed(fit, what, response, term, decimals, cell, LSQ_CELL, error);
    snprintf(cell, LSQ_CELL, "0");
    return LSQ_OK;
}

/* The interval to as many digits of the standard error as `squeeze` leaves, or to seven where that
 * is 0. */
static lsq_status put_interval(lsq_fit *fit, int64_t response, int64_t term, layout how,
                               int squeeze, const shown *estimate, const shown *se,
                               lsq_coefficient *cells, lsq_error *error) {
    static const int of_error[LSQ_MOST_SQUEEZE] = {4, 3, 2}, most[LSQ_MOST_SQUEEZE] = {15, 15, 7};
    const lsq_quantity ends[2] = {LSQ_CI_LOWER, LSQ_CI_UPPER};
    char *const texts[2] = {cells->lower, cells->upper};
    if (squeeze >= LSQ_MOST_SQUEEZE)
        return LSQ_OK;
    int64_t digits =
        (estimate->zero ? 0 : larger(estimate->exponent - se->exponent, 0)) + of_error[squeeze];
    int decimals = (int)larger(0, of_error[squeeze] - 1 - se->exponent);
    if (se->zero)
        digits = 7;
    else if (digits > most[squeeze])
        digits = most[squeeze];
    lsq_status status = LSQ_OK;
    for (int i = 0; i < 2 && !status; i++) {
        if (!lsq_fit_has(fit, ends[i], response, term))
            continue;
        if (how == TOGETHER && !se->zero)
            status =
                lsq_fit_fixed(fit, ends[i], response, term, decimals, texts[i], LSQ_CELL, error);
        else
            status = lsq_cell_digits(fit, ends[i], response, term, (int)digits, texts[i], error);
    }
    return status;
}

lsq_status lsq_cell_coefficient(lsq_fit *fit, int64_t response, int64_t term, int digits,
                                int squeeze, lsq_coefficient *cells, lsq_error *error) {
    put_dash(cells->std_error);
    put_dash(cells->lower);
    put_dash(cells->upper);
    lsq_status status =
        lsq_cell_digits(fit, LSQ_ESTIMATE, response, term, digits, cells->estimate, error);
    if (status || !lsq_fit_has(fit, LSQ_ESTIMATE, response, term) ||
        !lsq_fit_has(fit, LSQ_STD_ERROR, response, term))
        return status;
    shown estimate, se;
    status = get(fit, LSQ_ESTIMATE, response, term, digits, &estimate, error);
    if (!status)
        status = get(fit, LSQ_STD_ERROR, response, term, digits, &se, error);
    if (status)
        return status;
    int decimals = 0;
    layout how = choose(&estimate, &se, digits, &decimals);
    if (how == TOGETHER) {
        status = put_fixed(fit, LSQ_ESTIMATE, response, term, decimals, &estimate, cells->estimate,
                           error);
        if (!status)
            status = put_fixed(fit, LSQ_STD_ERROR, response, term, decimals, &se, cells->std_error,
                               error);
    } else {
        int64_t low = how == EXPONENTS ? INT64_MAX : -5;
        put(&estimate, low, cells->estimate);
        put(&se, low, cells->std_error);
    }
    return status ? status
                  : put_interval(fit, response, term, how, squeeze, &estimate, &se, cells, error);
}

int lsq_cell_tenths(double value, char cell[LSQ_CELL]) {
    put_dash(cell);
    if (!(value >= 0 && value < 1e15))
        return 0;
    int64_t tenths = (int64_t)floor(value * 10 + 0.5);
    snprintf(cell, LSQ_CELL, "%" PRId64 ".%d", tenths / 10, (int)(tenths % 10));
    return 1;
}

void lsq_cell_percent(double level, char cell[LSQ_CELL]) {
    /* At most 12 decimals: as many as tell the percentage to the 1e-14 to which 100 * level is
     * known. */
    double unit = 1;
    int decimals = 0;
    while (decimals < 12 &&
           fabs(100 * level * unit - floor(100 * level * unit + 0.5)) > 1e-12 * unit) {
        unit *= 10;
        decimals++;
    }
    int64_t whole = (int64_t)floor(100 * level * unit + 0.5), base = (int64_t)unit;
    if (decimals)
        snprintf(cell, LSQ_CELL, "%" PRId64 ".%0*" PRId64 "%%", whole / base, decimals,
                 whole % base);
    else
        snprintf(cell, LSQ_CELL, "%" PRId64 "%%", whole);
}
