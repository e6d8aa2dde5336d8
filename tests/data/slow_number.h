/* slow_number.h - the number grammar once more, by another road: a regular expression and GMP.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_TESTS_SLOW_NUMBER_H
#define LSQ_TESTS_SLOW_NUMBER_H

#include <gmp.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "data/number.h"

typedef struct slow_number {
    lsq_number_result result;
    mpz_t digits; /* signed */
    mpz_t scale;  /* power of ten */
} slow_number;

static int slow_matches(const char *text, char mark) {
    const char *pattern = mark == ','
                              ? "^[ \t]*[-+]?([0-9]+,[0-9]*|,?[0-9]+)([eE][-+]?[0-9]+)?[ \t]*$"
                              : "^[ \t]*[-+]?([0-9]+[.][0-9]*|[.]?[0-9]+)([eE][-+]?[0-9]+)?[ \t]*$";
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
        abort();
    int matched = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return matched;
}

/* Copy the digits of the mantissa with its sign, count those behind the mark. */
static const char *slow_mantissa(char *out, const char *p, char mark, unsigned long *decimals) {
    int behind = 0;
    *decimals = 0;
    p += strspn(p, " \t");
    if (*p == '-')
        *out++ = '-';
    p += *p == '-' || *p == '+';
    for (; *p && !strchr("eE \t", *p); p++) {
        if (*p == mark) {
            behind = 1;
        } else {
            *out++ = *p;
            *decimals += (unsigned long)behind;
        }
    }
    *out = '\0';
    return p;
}

static lsq_number_result slow_judge(const slow_number *n) {
    if (mpz_sgn(n->digits) == 0)
        return LSQ_NUMBER_OK;
    char *text = mpz_get_str(NULL, 10, n->digits);
    unsigned long count = strlen(text) - (text[0] == '-');
    free(text);
    if (count > LSQ_MAX_DIGITS)
        return LSQ_NUMBER_TOO_LONG;
    mpz_t leading;
    mpz_init(leading);
    mpz_add_ui(leading, n->scale, count - 1);
    int inside = mpz_cmp_si(leading, -324) >= 0 && mpz_cmp_si(leading, 308) <= 0;
    mpz_clear(leading);
    return inside ? LSQ_NUMBER_OK : LSQ_NUMBER_RANGE;
}

/* Fill *n, to be cleared by slow_clear. */
static void slow_parse(slow_number *n, const char *bytes, size_t length, char mark) {
    mpz_init(n->digits);
    mpz_init(n->scale);
    n->result = LSQ_NUMBER_NOT;
    char *text = malloc(length + 1), *copy = malloc(length + 2);
    if (!text || !copy)
        abort();
    memcpy(text, bytes, length);
    text[length] = '\0';
    if (strlen(text) == length && slow_matches(text, mark)) {
        unsigned long decimals = 0;
        const char *p = slow_mantissa(copy, text, mark, &decimals);
        mpz_set_str(n->digits, copy, 10);
        if (*p == 'e' || *p == 'E') {
            p++;
            strcpy(copy, p + (*p == '+'));
            copy[strcspn(copy, " \t")] = '\0';
            mpz_set_str(n->scale, copy, 10);
        }
        mpz_sub_ui(n->scale, n->scale, decimals);
        n->result = slow_judge(n);
    }
    free(text);
    free(copy);
}

static void slow_clear(slow_number *n) {
    mpz_clear(n->digits);
    mpz_clear(n->scale);
}

/* 1 if value * 10^exp10 is the number as printed; of a zero only that its scale is one that
 * numbers have. */
static int slow_agrees(const slow_number *n, const fmpz_t value, int32_t exp10) {
    mpz_t v;
    mpz_init(v);
    fmpz_get_mpz(v, value);
    int same = mpz_cmp(v, n->digits) == 0;
    mpz_clear(v);
    if (mpz_cmp_si(n->scale, exp10) == 0)
        return same;
    return same && mpz_sgn(n->digits) == 0 &&
           ((exp10 == 308 && mpz_cmp_si(n->scale, 308) > 0) ||
            (exp10 == -1423 && mpz_cmp_si(n->scale, -1423) < 0));
}

#endif
