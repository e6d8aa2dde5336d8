/* number_hint.c - what a text that is not a number was probably meant to be.
 *
 * Tables of whole texts, then the shape of the text.  Only advice that works is given.
 * Linear in the length of the text; it cannot fail, at worst it has no hint.
 *
 * SPDX-License-Identifier: MIT */
#include "number.h"

#include <string.h>

#include "split.h"

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int is_blank(char c) {
    return c == ' ' || c == '\t';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whole texts, in lower case. */
static const char *const missing[] = {".",   "-",       "--",   "?",    "*",
                                      "na",  "n/a",     "<na>", "null", "none",
                                      "nil", "missing", "nan",  "+nan", "-nan"};
static const struct {
    const char *text, *hint;
} words[] = {
    {"inf", "an infinite value cannot be used"},
    {"+inf", "an infinite value cannot be used"},
    {"-inf", "an infinite value cannot be used"},
    {"infinity", "an infinite value cannot be used"},
    {"+infinity", "an infinite value cannot be used"},
    {"-infinity", "an infinite value cannot be used"},
    {"true", "write 1 and 0 for true and false"},
    {"false", "write 1 and 0 for true and false"},
};

/* 1 if the text is this word, whatever its case. */
static int is_word(const char *text, size_t length, const char *word) {
    size_t i = 0;
    while (i < length && word[i] && lower(text[i]) == word[i])
        i++;
    return i == length && !word[i];
}

static const char *whole_word(const char *text, size_t length) {
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        if (is_word(text, length, words[w].text))
            return words[w].hint;
    return NULL;
}

/* 1 for #DIV/0!, #NAME?, #N/A and the like, in the languages that write them in capitals. */
static int is_spreadsheet_error(const char *text, size_t length) {
    if (is_word(text, length, "#n/a") || is_word(text, length, "#nv"))
        return 1;
    if (length < 4 || text[0] != '#' || (text[length - 1] != '!' && text[length - 1] != '?'))
        return 0;
    for (size_t i = 1; i + 1 < length; i++)
        if (!(text[i] >= 'A' && text[i] <= 'Z') && !is_digit(text[i]) && text[i] != '/')
            return 0;
    return 1;
}

const char *lsq_missing_hint(const char *text, size_t length) {
    lsq_trim_blanks(&text, &length);
    if (is_spreadsheet_error(text, length))
        return "a spreadsheet's error value; to drop such rows";
    for (size_t w = 0; w < sizeof missing / sizeof *missing; w++)
        if (is_word(text, length, missing[w]))
            return "a missing value?";
    return NULL;
}

/* 1 if text = [sign] digits, groups and at most one `mark` with digits around it, where `comma`
 * stands between groups of three digits; *groups = how often. */
static int is_grouped(const char *text, size_t length, char comma, char mark, int64_t *groups) {
    size_t i = length && (text[0] == '-' || text[0] == '+'), run = 0;
    *groups = 0;
    for (; i < length && text[i] != mark; i++) {
        if (is_digit(text[i])) {
            run++;
        } else {
            if (text[i] != comma || (*groups ? run != 3 : run < 1 || run > 3))
                return 0;
            ++*groups;
            run = 0;
        }
    }
    if (!*groups || run != 3)
        return 0;
    for (i++; i < length; i++)
        if (!is_digit(text[i]))
            return 0;
    return 1;
}

/* 1 if the text holds what may stand between groups. */
static int holds_sign(const char *text, size_t length, char thousands) {
    for (size_t i = 0; i < length; i++)
        if (lsq_group_sign(text + i, text + length, thousands))
            return 1;
    return 0;
}

/* 1 if the text is a number with these marks. */
static int is_number(const char *text, size_t length, char mark, char thousands) {
    fmpz_t value;
    int32_t exp10;
    fmpz_init(value);
    lsq_number_result result = lsq_number_parse(value, &exp10, text, length, mark, thousands);
    fmpz_clear(value);
    return result == LSQ_NUMBER_OK;
}

/* 1 if the text holds `wanted` where a number of the other decimal mark would have its only
 * mark. */
static int is_other_mark(const char *text, size_t length, char wanted) {
    return memchr(text, wanted, length) && is_number(text, length, wanted, 0);
}

/* commas: the file is separated by commas, so that --decimal , needs --delim , beside it, and
 * serves only numbers in quotes. */
static const char *marks_and_groups(const char *text, size_t length, char mark, int commas) {
    char other = mark == ',' ? '.' : ',';
    int64_t groups = 0;
    int grouped = is_grouped(text, length, other, mark, &groups);
    if (grouped && (groups > 1 || memchr(text, mark, length)))
        return mark == ',' ? "thousands points? --thousands ." : "thousands commas? --thousands ,";
    if (grouped)
        return mark == ','
                   ? "a thousands point? --thousands .; a decimal point? leave out --decimal ,"
               : commas ? "a thousands comma? --thousands ,; a decimal comma? --decimal , --delim ,"
                        : "a thousands comma? --thousands ,; a decimal comma? --decimal ,";
    if (is_other_mark(text, length, other))
        return mark == ',' ? "decimal point? leave out --decimal ,"
               : commas    ? "decimal comma? --decimal , --delim ,"
                           : "decimal comma? --decimal ,";
    if (!is_grouped(text, length, mark, other, &groups))
        return NULL;
    return mark == ',' ? "thousands commas? --thousands , and leave out --decimal ,"
           : commas    ? "thousands points? --thousands . --decimal , --delim ,"
                       : "thousands points? --thousands . --decimal ,";
}

/* Groups of three by what is never a decimal mark. */
static const char *other_groups(const char *text, size_t length, char mark) {
    int64_t groups = 0;
    if (is_grouped(text, length, '_', mark, &groups))
        return "digits in groups? --thousands _";
    if (is_grouped(text, length, '\'', mark, &groups))
        return "digits in groups? --thousands \"'\"";
    return NULL;
}

/* Groups of three by a space of any kind. */
static const char *spaced_groups(const char *text, size_t length, char mark, int commas) {
    if (!holds_sign(text, length, ' '))
        return NULL;
    if (is_number(text, length, mark, ' '))
        return memchr(text, ' ', length)
                   ? "digits in groups? --thousands space; another delimiter? --delim"
                   : "digits in groups? --thousands space";
    if (!is_number(text, length, mark == ',' ? '.' : ',', ' '))
        return NULL;
    return mark == ',' ? "digits in groups? --thousands space and leave out --decimal ,"
           : commas    ? "digits in groups? --thousands space --decimal , --delim ,"
                       : "digits in groups? --thousands space --decimal ,";
}

/* The rule, if the text is made of what a number with groups is made of. */
static const char *wrong_groups(const char *text, size_t length, char mark, char thousands) {
    if (!holds_sign(text, length, thousands))
        return NULL;
    int digits = 0;
    for (size_t i = 0, sign; i < length; i += sign ? sign : 1) {
        sign = lsq_group_sign(text + i, text + length, thousands);
        digits |= is_digit(text[i]);
        if (!sign && !is_digit(text[i]) && text[i] != mark && !memchr("+-eE", text[i], 4))
            return NULL;
    }
    if (!digits)
        return NULL;
    return "with --thousands 1 to 3 digits come first, then groups of 3, and none behind the "
           "decimal mark";
}

/* 1 if the bytes of `part` stand anywhere in the text. */
static int holds(const char *text, size_t length, const char *part) {
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= length; i++)
        if (memcmp(text + i, part, n) == 0)
            return 1;
    return 0;
}

/* 1 if the text has a digit and no letter of ASCII. */
static int is_figure(const char *text, size_t length) {
    int digits = 0;
    for (size_t i = 0; i < length; i++) {
        digits |= is_digit(text[i]);
        if (lower(text[i]) >= 'a' && lower(text[i]) <= 'z')
            return 0;
    }
    return digits;
}

/* Characters beyond ASCII that look like a part of a number. */
static const char *look_alike(const char *text, size_t length) {
    for (size_t i = 0; i + 3 <= length; i++)
        if (memcmp(text + i, "\xEF\xBC", 2) == 0 && (unsigned char)text[i + 2] >= 0x90 &&
            (unsigned char)text[i + 2] <= 0x99)
            return "only the digits 0 to 9 are read";
    if (!is_figure(text, length))
        return NULL;
    if (holds(text, length, "\xE2\x88\x92"))
        return "a Unicode minus sign? write -";
    if (holds(text, length, "\xC2\xA0") || holds(text, length, "\xE2\x80\xAF") ||
        holds(text, length, "\xE2\x80\x89"))
        return "a no-break or thin space? remove it";
    if (holds(text, length, "\xE2\x82\xAC") || holds(text, length, "\xC2\xA3"))
        return "remove the currency sign";
    return NULL;
}

/* A digit somewhere and one foreign character say what it is. */
static const char *odd_character(const char *text, size_t length) {
    size_t start = length && (text[0] == '-' || text[0] == '+');
    if (length >= start + 3 && text[start] == '0' && lower(text[start + 1]) == 'x')
        return "hexadecimal numbers are not read";
    if (length < start + 2 || !(is_digit(text[start]) || text[start] == '$'))
        return NULL;
    for (size_t i = start; i < length; i++) {
        char c = lower(text[i]);
        int between = i > start && i + 1 < length && is_digit(text[i - 1]);
        if (c == '$')
            return "remove the currency sign";
        if (c == '%' && i + 1 == length)
            return "remove the percent sign";
        if (c == 'd' && between &&
            (is_digit(text[i + 1]) || text[i + 1] == '-' || text[i + 1] == '+'))
            return "a Fortran exponent? write e instead of d";
        if (between && is_digit(text[i + 1]) && (c == '_' || c == '\'' || is_blank(c)))
            return "digits in groups? write them together; another delimiter? --delim";
    }
    return NULL;
}

/* The digits at *i as a number, of which there must be `least` to `most`; -1 if not.  Moves *i
 * behind them. */
static int short_number(const char *text, size_t length, size_t *i, size_t least, size_t most) {
    size_t start = *i;
    int value = 0;
    while (*i < length && *i - start < most && is_digit(text[*i]))
        value = 10 * value + (text[(*i)++] - '0');
    return *i - start >= least ? value : -1;
}

static int is_day(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

int lsq_is_date(const char *text, size_t length) {
    lsq_trim_blanks(&text, &length);
    size_t i = 0;
    int a = short_number(text, length, &i, 4, 4), year_first = a >= 0;
    if (!year_first) {
        i = 0;
        a = short_number(text, length, &i, 1, 2);
    }
    char mark = i < length ? text[i++] : 0;
    int b = short_number(text, length, &i, 1, 2);
    if (a < 0 || b < 0 || i >= length || text[i++] != mark ||
        (mark != '-' && mark != '/' && mark != '.'))
        return 0;
    size_t third = i;
    int c = short_number(text, length, &i, year_first ? 1 : 2, year_first ? 2 : 4);
    if (c < 0 || i - third == 3)
        return 0;
    if (year_first ? !is_day(b, c) : !is_day(a, b) && !is_day(b, a))
        return 0;
    return i == length || (i + 1 < length && (is_blank(text[i]) || lower(text[i]) == 't') &&
                           is_digit(text[i + 1]));
}

const char *lsq_number_hint(const char *text, size_t length, char decimal_mark, char thousands,
                            char delimiter) {
    lsq_trim_blanks(&text, &length);
    const char *hint = whole_word(text, length);
    if (!hint)
        hint = wrong_groups(text, length, decimal_mark, thousands);
    if (!hint)
        hint = other_groups(text, length, decimal_mark);
    if (!hint)
        hint = spaced_groups(text, length, decimal_mark, delimiter == ',');
    if (!hint)
        hint = marks_and_groups(text, length, decimal_mark, delimiter == ',');
    if (!hint)
        hint = look_alike(text, length);
    return hint ? hint : odd_character(text, length);
}
