/* escape.c - foreign text in CSV, Markdown and LaTeX.
 *
 * Markdown and LaTeX are for people, so control bytes, invisible characters and what is not UTF-8
 * are shown as on a terminal, \n or \u{202E}; CSV is for programs and keeps every byte.  Cost:
 * linear in the text.
 *
 * SPDX-License-Identifier: MIT */
#include "escape.h"

#include <string.h>

#include "words.h"

#define DASH "\xE2\x80\x93" /* – */
#define SQUARED "\xC2\xB2"  /* ² */

/* ---- CSV ---- */

void lsq_put_csv(lsq_text *out, const char *text) {
    static const char blanks[] = " \t";
    size_t length = strlen(text);
    int ends = length && (strchr(blanks, text[0]) || strchr(blanks, text[length - 1]));
    if (!ends && !text[strcspn(text, ",\"\r\n")]) {
        lsq_text_put(out, text);
        return;
    }
    lsq_text_put(out, "\"");
    for (const char *at = text; *at; at++)
        lsq_text_add(out, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    lsq_text_put(out, "\"");
}

/* ---- Markdown ---- */

/* Whether Markdown would read the sign.  Some make a list or heading, which is at the start only,
 * behind digits too; http:// and www. make a link, which takes later backslashes for its own. */
static int is_mark(const char *at, char before, int start) {
    return strchr("\\`*_[]<>|~&$", *at) || (start && strchr("#+-=.)", *at)) ||
           (*at == ':' && at[1] == '/') || (*at == '.' && before == 'w');
}

static void put_markdown(lsq_text *out, lsq_text *safe) {
    int start = 1;
    char before = '\0';
    out->failed |= safe->failed;
    for (const char *at = safe->bytes; at && *at; before = *at, at++) {
        if (is_mark(at, before, start))
            lsq_text_put(out, "\\");
        start = start && *at >= '0' && *at <= '9';
        lsq_text_add(out, at, 1);
    }
    lsq_text_clear(safe);
}

void lsq_put_markdown(lsq_text *out, const char *text) {
    lsq_text safe = {0};
    lsq_text_add_escaped(&safe, text, strlen(text));
    put_markdown(out, &safe);
}

void lsq_put_markdown_sentence(lsq_text *out, const char *text) {
    lsq_text safe = {0};
    lsq_put_escaped_once(&safe, text, strlen(text));
    put_markdown(out, &safe);
}

/* ---- LaTeX ---- */

/* What stands for the character, NULL if it is itself.  In doubles - , and ' would join to one
 * sign; behind the end of a table's row [ and * would belong to it; " may be active and ` has no
 * sign of its own in the old encoding. */
static const char *latex_of(const char *at, char before) {
    static const struct {
        char sign;
        const char *latex;
    } table[] = {{'#', "\\#"},
                 {'$', "\\$"},
                 {'%', "\\%"},
                 {'&', "\\&"},
                 {'_', "\\_"},
                 {'{', "\\{"},
                 {'}', "\\}"},
                 {'~', "\\textasciitilde{}"},
                 {'^', "\\textasciicircum{}"},
                 {'\\', "\\textbackslash{}"},
                 {'<', "\\textless{}"},
                 {'>', "\\textgreater{}"},
                 {'|', "\\textbar{}"},
                 {'"', "\\char34{}"},
                 {'`', "\\textasciigrave{}"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (*at == table[i].sign)
            return table[i].latex;
    if (*at == before && strchr("-,'", *at))
        return *at == '-' ? "{-}" : *at == ',' ? "{,}" : "{'}";
    if (!before && strchr("[*", *at))
        return *at == '[' ? "{[}" : "{*}";
    return NULL;
}

static void put_latex(lsq_text *out, lsq_text *safe) {
    char before = '\0';
    out->failed |= safe->failed;
    for (const char *at = safe->bytes; at && *at; before = *at, at++) {
        const char *latex = latex_of(at, before);
        if (latex) {
            lsq_text_put(out, latex);
        } else if (!strncmp(at, SQUARED, strlen(SQUARED))) {
            lsq_text_put(out, "$^2$");
            at += strlen(SQUARED) - 1;
        } else {
            lsq_text_add(out, at, 1);
        }
    }
    lsq_text_clear(safe);
}

void lsq_put_latex(lsq_text *out, const char *text) {
    lsq_text safe = {0};
    lsq_text_add_escaped(&safe, text, strlen(text));
    put_latex(out, &safe);
}

void lsq_put_latex_sentence(lsq_text *out, const char *text) {
    lsq_text safe = {0};
    lsq_put_escaped_once(&safe, text, strlen(text));
    put_latex(out, &safe);
}

void lsq_put_latex_number(lsq_text *out, const char *number) {
    const char *e = strchr(number, 'e');
    int mantissa = (int)(e ? e - number : (int64_t)strlen(number));
    if (!strcmp(number, DASH))
        lsq_text_put(out, "--");
    else if (e)
        lsq_text_format(out, "$%.*s \\times 10^{%s}$", mantissa, number, e + 1);
    else
        lsq_text_format(out, *number == '-' ? "$%s$" : "%s", number);
}
