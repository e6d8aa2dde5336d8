/* slow_number.h - the number grammar once more, by another road: a regular expression and GMP.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_TESTS_SLOW_NUMBER_H
#define LSQ_TESTS_SLOW_NUMBER_H

#include <gmp.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/number.h"

typedef struct slow_number {
    lsq_number_result result;
    mpz_t digits; /* signed */
    mpz_t scale;  /* power of ten */
} slow_number;

static int slow_matches(const char *text, char mark, char thousands) {
    char whole[64] = "[0-9]+", pattern[256];
    if (thousands == ' ')
        snprintf(whole, sizeof whole, "([0-9]+|[0-9]{1,3}((%s)[0-9]{3})+)",
                 " |\xC2\xA0|\xE2\x80\xAF|\xE2\x80\x89");
    else if (thousands)
        snprintf(whole, sizeof whole, "([0-9]+|[0-9]{1,3}([%c][0-9]{3})+)", thousands);
    snprintf(pattern, sizeof pattern,
             "^[ \t]*[-+]?(%s([%c][0-9]*)?|[%c][0-9]+)([eE][-+]?[0-9]+)?[ \t]*$", whole, mark,
             mark);
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
        abort();
    int matched = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return matched;
}

/* Copy the digits of a mantissa that matches, with its sign, count those behind the mark.  Bytes
 * beyond ASCII are parts of spaces. */
static const char *slow_mantissa(char *out, const char *p, char mark, char thousands,
                                 unsigned long *decimals) {
    int behind = 0;
    *decimals = 0;
    p += strspn(p, " \t");
    if (*p == '-')
        *out++ = '-';
    p += *p == '-' || *p == '+';
    for (; strchr("0123456789", *p) || *p == mark || *p == thousands || *p & 0x80; p++) {
        if (!*p)
            break;
        if (*p == mark) {
            behind = 1;
        } else if (*p != thousands && !(*p & 0x80)) {
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
static void slow_parse(slow_number *n, const char *bytes, size_t length, char mark,
                       char thousands) {
    mpz_init(n->digits);
    mpz_init(n->scale);
    n->result = LSQ_NUMBER_NOT;
    char *text = malloc(length + 1), *copy = malloc(length + 2);
    if (!text || !copy)
        abort();
    memcpy(text, bytes, length);
    text[length] = '\0';
    if (strlen(text) == length && slow_matches(text, mark, thousands)) {
        unsigned long decimals = 0;
        const char *p = slow_mantissa(copy, text, mark, thousands, &decimals);
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
