/* number.c - the number grammar: text to an exact decimal.
 *
 * One walk over the text finds its parts and checks the grammar; then the digits, leading zeros
 * aside, are gathered in groups of 18 into value = value * 10^18 + group.  Linear in the length
 * of the text for the walk; the gathering is bounded by LSQ_MAX_DIGITS digits, 62 groups.  It
 * fails with a result that says which rule was broken, never with a wrong number.
 *
 * SPDX-License-Identifier: MIT */
#include "number.h"

#include <string.h>

#include "../exact/powers.h"

enum {
    GROUP = 18,    /* digits that fit an fmpz in one word */
    LOWEST = -324, /* exponent of the leading digit of the least double */
    HIGHEST = 308  /* and of the greatest */
};

/* Where the parts of a number lie in its text. */
typedef struct parts {
    const char *first,
        *last;        /* digits, mark and thousands; blanks, sign and leading zeros cut off */
    int64_t digits;   /* significant: from the first that is not 0 to the last printed */
    int64_t decimals; /* digits after the mark */
    int64_t exponent; /* as written, held within +-10^17 */
    int negative;
} parts;

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* Walk over digits; return how many. */
static int64_t walk_digits(const char **p, const char *end) {
    const char *start = *p;
    while (*p < end && is_digit(**p))
        ++*p;
    return *p - start;
}

size_t lsq_group_sign(const char *p, const char *end, char thousands) {
    static const char *const spaces[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
    if (*p == thousands && thousands)
        return 1;
    for (size_t i = 0; thousands == ' ' && i < sizeof spaces / sizeof *spaces; i++) {
        size_t length = strlen(spaces[i]);
        if ((size_t)(end - p) >= length && memcmp(p, spaces[i], length) == 0)
            return length;
    }
    return 0;
}

/* Walk over the digits in front of the mark, in groups if the first is followed by `thousands`;
 * return how many digits, -1 if a group is not of three. */
static int64_t walk_whole(const char **p, const char *end, char thousands) {
    int64_t digits = walk_digits(p, end);
    size_t length = *p < end ? lsq_group_sign(*p, end, thousands) : 0;
    if (length && (digits < 1 || digits > 3))
        return -1;
    while (length) {
        *p += length;
        if (walk_digits(p, end) != 3)
            return -1;
        digits += 3;
        length = *p < end ? lsq_group_sign(*p, end, thousands) : 0;
    }
    return digits;
}

/* 1 if [p, end) is empty or a well-formed exponent, *exponent = its value. */
static int walk_exponent(const char *p, const char *end, int64_t *exponent) {
    const int64_t plenty =
        100000000000000000; /* beyond any length of text: sums cannot cancel it */
    *exponent = 0;
    if (p == end)
        return 1;
    if (*p != 'e' && *p != 'E')
        return 0;
    p++;
    int negative = p < end && *p == '-';
    if (p < end && (*p == '+' || *p == '-'))
        p++;
    if (p == end)
        return 0;
    for (; p < end && is_digit(*p); p++) {
        int64_t next = *exponent * 10 + (*p - '0');
        *exponent = next < plenty ? next : plenty;
    }
    if (negative)
        *exponent = -*exponent;
    return p == end;
}

/* 1 if the text is of the grammar, *n = its parts. */
static int walk(parts *n, const char *p, const char *end, char mark, char thousands) {
    while (p < end && is_blank(*p))
        p++;
    while (p < end && is_blank(end[-1]))
        end--;
    n->negative = p < end && *p == '-';
    if (p < end && (*p == '+' || *p == '-'))
        p++;
    n->first = p;
    int64_t whole = walk_whole(&p, end, thousands);
    n->decimals = 0;
    if (p < end && *p == mark) {
        p++;
        n->decimals = walk_digits(&p, end);
    }
    n->last = p;
    n->digits = whole + n->decimals;
    if (whole < 0 || !n->digits || !walk_exponent(p, end, &n->exponent))
        return 0;
    while (n->first < n->last && (*n->first == '0' || !is_digit(*n->first))) {
        n->digits -= *n->first == '0';
        n->first++;
    }
    return 1;
}

/* value = the digits in [p, end), mark and thousands passed over, negated if so. */
static void gather(fmpz_t value, const char *p, const char *end, int negative) {
    int groups = 0;
    do {
        uint64_t group = 0;
        int taken = 0;
        for (; p < end && taken < GROUP; p++) {
            if (is_digit(*p)) {
                group = group * 10 + (uint64_t)(*p - '0');
                taken++;
            }
        }
        if (groups++ == 0) {
            fmpz_set_ui(value, group);
        } else {
            fmpz_mul_ui(value, value, (ulong)lsq_power10[taken]);
            fmpz_add_ui(value, value, group);
        }
    } while (p < end);
    if (negative)
        fmpz_neg(value, value);
}

lsq_number_result lsq_number_parse(fmpz_t value, int32_t *exp10, const char *text, size_t length,
                                   char decimal_mark, char thousands) {
    parts n;
    if (!walk(&n, text, text + length, decimal_mark, thousands))
        return LSQ_NUMBER_NOT;
    int64_t scale = n.exponent - n.decimals;
    if (!n.digits) {
        const int64_t finest = LOWEST - (LSQ_MAX_DIGITS - 1);
        fmpz_zero(value);
        *exp10 = (int32_t)(scale < finest ? finest : scale > HIGHEST ? HIGHEST : scale);
        return LSQ_NUMBER_OK;
    }
    if (n.digits > LSQ_MAX_DIGITS)
        return LSQ_NUMBER_TOO_LONG;
    int64_t leading = scale + n.digits - 1;
    if (leading < LOWEST || leading > HIGHEST)
        return LSQ_NUMBER_RANGE;
    gather(value, n.first, n.last, n.negative);
    *exp10 = (int32_t)scale;
    return LSQ_NUMBER_OK;
}
