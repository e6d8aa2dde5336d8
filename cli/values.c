/* values.c - reads the value of an option: a choice, a count, a number, a character.
 *
 * SPDX-License-Identifier: MIT */
#include "values.h"

#include <lsq.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

static int store_choice(const option *o, const char *text, int *value) {
    int64_t count = 0;
    char shown[256], all[256] = "";
    for (; o->choices[count]; count++) {
        if (!strcmp(o->choices[count], text)) {
            *value = (int)count;
            return 1;
        }
        if (count)
            strcat(all, o->choices[count + 1] ? ", " : " or ");
        strcat(all, o->choices[count]);
    }
    lsq_escape(shown, sizeof shown, text, strlen(text));
    const char *nearest = lsq_suggest(text, o->choices, count);
    if (nearest)
        say("--%s is '%s', expected %s; did you mean %s?", o->name, shown, all, nearest);
    else
        say("--%s is '%s', expected %s", o->name, shown, all);
    return 0;
}

static int store_count(const option *o, const char *text, int *value) {
    int least = o->kind == OPTION_SEVERAL ? 2 : o->kind == OPTION_COUNT;
    size_t digits = strspn(text, "0123456789");
    long number = digits && !text[digits] && digits < 19 ? strtol(text, NULL, 10) : -1;
    if (number < least || number > o->most) {
        char shown[256];
        lsq_escape(shown, sizeof shown, text, strlen(text));
        say("--%s is '%s', expected a whole number from %d to %d", o->name, shown, least, o->most);
        return 0;
    }
    *value = (int)number;
    return 1;
}

/* The program never leaves the C locale, so that strtod reads a point; the characters are checked
 * first, because it also reads hexadecimal, nan and inf, and blanks in front. */
double read_number(const char *text, size_t length) {
    char *end;
    if (!length || strspn(text, "0123456789.eE-+") < length)
        return NAN;
    double number = strtod(text, &end);
    return end == text + length ? number : NAN;
}

static int store_fraction(const option *o, const char *text, double *value) {
    size_t length = strlen(text);
    double number = read_number(text, length);
    if (number > 0 && number < 1) {
        *value = number;
        return 1;
    }
    char shown[256];
    lsq_escape(shown, sizeof shown, text, length);
    int level = !strcmp(o->name, "level");
    if (level && length && text[length - 1] == '%')
        number = read_number(text, length - 1);
    if (level && number > 1 && number < 100)
        say("--%s is '%s', expected a fraction between 0 and 1; did you mean %g?", o->name, shown,
            number / 100);
    else
        say("--%s is '%s', expected a fraction between 0 and 1, such as %s", o->name, shown,
            level ? "0.95" : "1e-8");
    return 0;
}

static int store_amount(const option *o, const char *text, double *value) {
    double number = read_number(text, strlen(text));
    if (number >= 0 && isfinite(number)) {
        *value = number;
        return 1;
    }
    char shown[256];
    lsq_escape(shown, sizeof shown, text, strlen(text));
    say("--%s is '%s', expected a number of at least 0, such as 0.1", o->name, shown);
    return 0;
}

static int store_character(const option *o, const char *text, char *value) {
    static const struct {
        const char *name;
        char character;
    } named[] = {{"tab", '\t'},  {"\\t", '\t'},  {"comma", ','}, {"semicolon", ';'},  {"pipe", '|'},
                 {"space", ' '}, {"point", '.'}, {"hash", '#'},  {"apostrophe", '\''}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (!strcmp(named[i].name, text)) {
            *value = named[i].character;
            return 1;
        }
    }
    if (text[0] > 0 && !text[1]) {
        *value = text[0];
        return 1;
    }
    char shown[256];
    lsq_escape(shown, sizeof shown, text, strlen(text));
    say("--%s is '%s', expected one ASCII character%s", o->name, shown,
        strcmp(o->name, "delim") ? "" : " or tab");
    return 0;
}

int store_value(const option *o, const char *text, void *values) {
    void *member = (char *)values + o->offset;
    switch (o->kind) {
    case OPTION_CHOICE:
        return store_choice(o, text, member);
    case OPTION_COUNT:
    case OPTION_SEVERAL:
    case OPTION_NUMBER:
        return store_count(o, text, member);
    case OPTION_FRACTION:
        return store_fraction(o, text, member);
    case OPTION_AMOUNT:
        return store_amount(o, text, member);
    case OPTION_CHARACTER:
        return store_character(o, text, member);
    case OPTION_TEXT:
        *(const char **)member = text;
        return 1;
    case OPTION_FLAG:
        break;
    }
    return 0;
}
