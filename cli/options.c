/* options.c - reads options by a table, prints the table.
 *
 * Accepted are --name=value, --name value, -n value and -nvalue.  Names are not abbreviated, so
 * that a new option never changes what an old script means; the nearest name is suggested instead.
 *
 * SPDX-License-Identifier: MIT */
#include "options.h"

#include <lsq.h>
#include <stdlib.h>
#include <string.h>

#include "values.h"
#include "output.h"

int64_t join_options(option table[MOST_OPTIONS], const option_rows *groups, int64_t count) {
    int64_t n = 0;
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = 0; j < groups[i].count && n < MOST_OPTIONS; j++)
            table[n++] = groups[i].rows[j];
    return n;
}

typedef struct parser {
    const char *command;
    const option *table;
    int64_t count;
    char **next; /* the word after the current one */
    void *values;
    operands *found;
} parser;

static parse_result unknown(const parser *p, const char *word, size_t length) {
    char shown[256], name[64] = "";
    const char *names[MOST_OPTIONS + 1];
    for (int64_t i = 0; i < p->count; i++)
        names[i] = p->table[i].name;
    names[p->count] = "help";
    lsq_escape(shown, sizeof shown, word, length);
    if (word[1] == '-' && length - 2 < sizeof name)
        memcpy(name, word + 2, length - 2);
    const char *nearest = *name ? lsq_suggest(name, names, p->count + 1) : NULL;
    if (nearest)
        say("unknown option '%s' of lsq %s; did you mean --%s?", shown, p->command, nearest);
    else
        say("unknown option '%s' of lsq %s; 'lsq help %s' lists them", shown, p->command,
            p->command);
    return PARSE_BAD;
}

static const option *by_name(const parser *p, const char *name, size_t length) {
    for (int64_t i = 0; i < p->count; i++)
        if (strlen(p->table[i].name) == length && !memcmp(p->table[i].name, name, length))
            return &p->table[i];
    return NULL;
}

static const option *by_letter(const parser *p, char letter) {
    for (int64_t i = 0; i < p->count; i++)
        if (p->table[i].letter == letter)
            return &p->table[i];
    return NULL;
}

/* Store the value, taking the next word where it did not come with the option (value NULL). */
static parse_result take(parser *p, const option *o, const char *value) {
    unsigned char *given = &p->found->given[o - p->table];
    if (o->kind == OPTION_FLAG) {
        if (value) {
            say("option --%s takes no value", o->name);
            return PARSE_BAD;
        }
        *given = 1;
        *(int *)((char *)p->values + o->offset) = 1;
        return PARSE_OK;
    }
    if (!value && !*p->next) {
        say("option --%s needs a value: --%s=%s", o->name, o->name, o->argument);
        return PARSE_BAD;
    }
    if (*given) {
        say("option --%s is given twice", o->name);
        return PARSE_BAD;
    }
    *given = 1;
    return store_value(o, value ? value : *p->next++, p->values) ? PARSE_OK : PARSE_BAD;
}

static parse_result long_option(parser *p, const char *word) {
    const char *name = word + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    if (!strcmp(name, "help"))
        return PARSE_HELP;
    const option *o = by_name(p, name, length);
    return o ? take(p, o, equals ? equals + 1 : NULL) : unknown(p, word, length + 2);
}

static parse_result short_option(parser *p, const char *word) {
    if (!strcmp(word, "-h"))
        return PARSE_HELP;
    const option *o = by_letter(p, word[1]);
    return o ? take(p, o, word[2] ? word + 2 : NULL) : unknown(p, word, strlen(word));
}

parse_result parse_options(const char *command, const option *table, int64_t count, char **words,
                           void *values, operands *found) {
    parser p = {command, table, count, words, values, found};
    int ended = 0;
    *found = (operands){.text = words};
    while (*p.next) {
        char *word = *p.next++;
        parse_result result = PARSE_OK;
        if (ended || word[0] != '-' || !word[1]) {
            found->text[found->count++] = word;
        } else if (!strcmp(word, "--")) {
            ended = 1;
        } else {
            result = word[1] == '-' ? long_option(&p, word) : short_option(&p, word);
        }
        if (result != PARSE_OK)
            return result;
    }
    return PARSE_OK;
}

/* One line of usage: the option to column 26, then its help, further help lines below it. */
static void print_option(const char *left, const char *help, FILE *out) {
    enum { HELP_COLUMN = 26 };
    fprintf(out, "  %-*s", HELP_COLUMN - 2, left);
    if (strlen(left) > HELP_COLUMN - 4)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    for (; *help; help++) {
        fputc(*help, out);
        if (*help == '\n')
            fprintf(out, "%*s", HELP_COLUMN, "");
    }
    fputc('\n', out);
}

void print_options(const option_rows *groups, int64_t count, FILE *out) {
    for (int64_t i = 0; i < count; i++) {
        if (groups[i].title)
            fprintf(out, "%s%s:\n", i ? "\n" : "", groups[i].title);
        for (int64_t j = 0; j < groups[i].count; j++) {
            const option *o = &groups[i].rows[j];
            char left[80], letter[8] = "    ";
            if (o->letter)
                snprintf(letter, sizeof letter, "-%c, ", o->letter);
            snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->argument ? " " : "",
                     o->argument ? o->argument : "");
            print_option(left, o->help, out);
        }
    }
    print_option("-h, --help", "this text", out);
}
