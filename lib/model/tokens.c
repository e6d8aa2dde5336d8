/* tokens.c - the words of a formula.
 *
 * A scanner without state: from a byte offset to the next token.  Bytes above 127 are letters, so
 * that UTF-8 names need no backquotes; nothing here depends on the locale.  A byte no token starts
 * with is LSQ_EFORMULA, with a word on what its author may have meant.
 *
 * SPDX-License-Identifier: MIT */
#include "tokens.h"

#include <string.h>

#include "../base/text.h"
#include "../data/number.h"
#include "formula.h"
#include "spell.h"

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

static const char *hint_for(char c) {
    switch (c) {
    case '/':
        return "; multiply by a decimal instead, I(0.1 * x), or make the quotient a column";
    case '"':
    case '\'':
    case '_':
    case '$':
    case '#':
    case '[':
    case '@':
        return "; an unusual column name stands in backquotes: `my col`";
    case '%':
    case '|':
        return "; interactions are written a:b or a*b";
    default:
        return "";
    }
}

/* The length of digits-and-mark with an exponent at s, 0 if there is none. */
static int64_t number_length(const char *s) {
    int64_t n = 0, digits = 0;
    for (; is_digit(s[n]); n++)
        digits++;
    if (s[n] == '.')
        for (n++; is_digit(s[n]); n++)
            digits++;
    if (!digits)
        return 0;
    if (s[n] == 'e' || s[n] == 'E') {
        int64_t e = n + 1 + (s[n + 1] == '+' || s[n + 1] == '-');
        if (is_digit(s[e]))
            for (n = e; is_digit(s[n]); n++)
                ;
    }
    return n;
}

static lsq_status read_number(lsq_token *token, const char *s, lsq_error *error) {
    lsq_position at = lsq_formula_position(token->at);
    int64_t n = token->length;
    char shown[256];
    while (lsq_is_name_byte(s[n]))
        n++;
    lsq_escape(shown, sizeof shown, s, (size_t)n);
    if (n > token->length)
        return lsq_fail_at(error, LSQ_EFORMULA, at,
                           "'%s' is neither a number nor a name; a name that starts with a digit "
                           "stands in backquotes",
                           shown);
    fmpz_t value;
    int32_t exp10;
    fmpz_init(value);
    lsq_number_result result = lsq_number_parse(value, &exp10, s, (size_t)n, '.', 0);
    fmpz_clear(value);
    if (result == LSQ_NUMBER_RANGE)
        return lsq_fail_at(error, LSQ_EFORMULA, at,
                           "the number '%s' is outside the range of a double", shown);
    if (result == LSQ_NUMBER_TOO_LONG)
        return lsq_fail_at(error, LSQ_EFORMULA, at, "the number has more than %d digits",
                           LSQ_MAX_DIGITS);
    if (result != LSQ_NUMBER_OK)
        return lsq_fail_at(error, LSQ_EFORMULA, at, "'%s' is not a number", shown);
    return LSQ_OK;
}

static lsq_status read_quoted(lsq_token *token, const char *s, lsq_error *error) {
    lsq_position at = lsq_formula_position(token->at);
    int64_t n = 1;
    while (s[n] && (s[n] != '`' || s[n + 1] == '`'))
        n += s[n] == '`' ? 2 : 1;
    if (!s[n])
        return lsq_fail_at(error, LSQ_EFORMULA, at, "the backquote here has no partner");
    if (n == 1)
        return lsq_fail_at(error, LSQ_EFORMULA, at, "the backquotes hold no name");
    token->length = n + 1;
    return LSQ_OK;
}

lsq_status lsq_token_read(lsq_token *token, const char *formula, int64_t from, lsq_error *error) {
    const char *s = formula + from;
    while (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r')
        s++;
    *token = (lsq_token){LSQ_TOKEN_END, '\0', s - formula, 0};
    if (!*s)
        return LSQ_OK;
    if (*s == '`') {
        token->kind = LSQ_TOKEN_QUOTED;
        return read_quoted(token, s, error);
    }
    token->length = number_length(s);
    if (token->length) {
        token->kind = LSQ_TOKEN_NUMBER;
        return read_number(token, s, error);
    }
    if (*s != '_' && lsq_is_name_byte(*s)) {
        while (lsq_is_name_byte(s[token->length]))
            token->length++;
        token->kind = token->length == 1 && *s == '.' ? LSQ_TOKEN_DOT : LSQ_TOKEN_NAME;
        return LSQ_OK;
    }
    token->length = 1;
    if (strchr("~+-*:^(),=", *s)) {
        token->kind = LSQ_TOKEN_SIGN;
        token->sign = *s;
        return LSQ_OK;
    }
    char shown[256];
    lsq_escape(shown, sizeof shown, s, 1);
    return lsq_fail_at(error, LSQ_EFORMULA, lsq_formula_position(token->at),
                       "'%s' has no meaning in a formula%s", shown, hint_for(*s));
}
