/* names.c - the columns of a table by name.
 *
 * One hash table over the distinct names: O(columns) to make and O(length) to ask.  What is wrong
 * with a name is found only when somebody uses it: two columns of one name are no fault of a model
 * that needs neither.
 *
 * SPDX-License-Identifier: MIT */
#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/shell.h"
#include "spell.h"

lsq_status lsq_names_init(lsq_names *names, const lsq_table *table, lsq_error *error) {
    memset(names, 0, sizeof *names);
    names->table = table;
    lsq_status status;
    if ((status = lsq_alloc(&names->column, table->count, sizeof *names->column, error)) ||
        (status = lsq_alloc(&names->key, table->count, sizeof *names->key, error)) ||
        (status = lsq_alloc(&names->times, table->count, sizeof *names->times, error)))
        goto done;
    for (int64_t i = 0; i < table->count && !status; i++) {
        char nameless[32];
        const char *name = table->names[i];
        if (!*name) {
            snprintf(nameless, sizeof nameless, "col%lld", (long long)i + 1);
            name = nameless;
        }
        int64_t key = 0;
        status = lsq_keys_add(&names->keys, name, strlen(name), &key, error);
        if (status)
            break;
        if (!names->times[key]++)
            names->column[key] = i;
        names->key[i] = key;
    }
done:
    if (status)
        lsq_names_clear(names);
    return status;
}

void lsq_names_clear(lsq_names *names) {
    lsq_keys_clear(&names->keys);
    free(names->column);
    free(names->key);
    free(names->times);
    memset(names, 0, sizeof *names);
}

const char *lsq_names_get(const lsq_names *names, int64_t column) {
    return lsq_keys_get(&names->keys, names->key[column], NULL);
}

lsq_status lsq_names_check_single(const lsq_names *names, int64_t column, lsq_error *error) {
    int64_t key = names->key[column], times = names->times[key], found = 0;
    if (times == 1)
        return LSQ_OK;
    char name[256], which[128], several[32];
    const char *text = lsq_names_get(names, column);
    lsq_escape(name, sizeof name, text, strlen(text));
    size_t used = 0;
    for (int64_t i = names->column[key]; found < times && used < sizeof which - 32; i++) {
        if (names->key[i] != key)
            continue;
        found++;
        used += (size_t)snprintf(which + used, sizeof which - used, "%s%lld",
                                 found == 1       ? ""
                                 : found == times ? " and "
                                                  : ", ",
                                 (long long)i + 1);
    }
    snprintf(several, sizeof several, "%lld", (long long)times);
    lsq_position at = {names->table->source, 0, 0, -1};
    return lsq_fail_at(error, LSQ_EDATA, at,
                       "%s columns are called '%s' (%s%s); give the one to use a name of its own",
                       times == 2 ? "two" : several, name, which, found < times ? ", \u2026" : "");
}

static int is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Append the name as lsq_names_list reads it. */
static void put_item(lsq_text *text, const char *name) {
    size_t n = strlen(name);
    if (n && !is_blank(name[0]) && !is_blank(name[n - 1]) && !strpbrk(name, ",`"))
        lsq_text_put(text, name);
    else
        lsq_spell_quoted(text, name);
}

/* The name as it is written at that place, cut and escaped. */
static void show_spelled(char *out, size_t size, const char *name, lsq_names_place place) {
    lsq_text text = {0};
    if (place == LSQ_IN_LIST)
        put_item(&text, name);
    else
        lsq_spell_name(&text, name);
    const char *bytes = text.bytes && !text.failed ? text.bytes : name;
    lsq_escape(out, size, bytes, strlen(bytes));
    lsq_text_clear(&text);
}

/* "; did you mean 'age'?" or "; there are a, b, c, ..." */
static void put_hint(const lsq_names *names, const char *wanted, lsq_names_place place,
                     lsq_text *text) {
    enum { COMPARED = 10000, SHOWN = 6 };
    int64_t count = names->keys.count < COMPARED ? names->keys.count : COMPARED;
    const char **all;
    char shown[256];
    if (!count || lsq_alloc(&all, count, sizeof *all, NULL))
        return;
    for (int64_t i = 0; i < count; i++)
        all[i] = lsq_keys_get(&names->keys, i, NULL);
    int64_t near = lsq_nearest_name(wanted, all, count);
    if (near >= 0) {
        show_spelled(shown, sizeof shown, all[near], place);
        lsq_text_format(text, *shown == '`' ? "; did you mean %s?" : "; did you mean '%s'?", shown);
    }
    for (int64_t i = 0; near < 0 && i < count && i <= SHOWN; i++) {
        show_spelled(shown, sizeof shown, all[i], place);
        lsq_text_format(text, "%s%s", i ? ", " : "; there are ", i < SHOWN ? shown : "\u2026");
    }
    free(all);
}

static lsq_status fail_unknown(const lsq_names *names, const char *name, lsq_names_place place,
                               lsq_position at, lsq_error *error) {
    char shown[256], source[256] = "";
    lsq_text hint = {0};
    const char *from = names->table->source;
    lsq_escape(shown, sizeof shown, name, strlen(name));
    if (from)
        lsq_escape(source, sizeof source, from, strlen(from));
    put_hint(names, name, place, &hint);
    lsq_status status =
        lsq_fail_at(error, LSQ_EFORMULA, at, "no column '%s'%s%s%s", shown, from ? " in " : "",
                    source, hint.bytes && !hint.failed ? hint.bytes : "");
    lsq_text_clear(&hint);
    return status;
}

lsq_status lsq_names_find(const lsq_names *names, const char *name, lsq_names_place place,
                          lsq_position at, int64_t *column, lsq_error *error) {
    int64_t key = lsq_keys_find(&names->keys, name, strlen(name));
    if (key < 0)
        return fail_unknown(names, name, place, at, error);
    *column = names->column[key];
    return lsq_names_check_single(names, *column, error);
}

/* Read one item of the list at *s into name, which has room for it, and move *s to the comma or the
 * end behind it. */
static lsq_status next_item(const char *list, const char **s, char *name, lsq_position *at,
                            lsq_error *error) {
    const char *p = *s;
    char *out = name;
    while (is_blank(*p))
        p++;
    at->column = p - list + 1;
    if (*p == '`') {
        for (p++; *p && (*p != '`' || p[1] == '`'); p++) {
            p += *p == '`';
            *out++ = *p;
        }
        if (!*p)
            return lsq_fail_at(error, LSQ_EFORMULA, *at, "a backquoted name has no end");
        for (p++; is_blank(*p); p++)
            ;
        if (*p && *p != ',')
            return lsq_fail_at(error, LSQ_EFORMULA, *at,
                               "a comma must follow the backquoted name in the list");
    } else {
        while (*p && *p != ',')
            *out++ = *p++;
        while (out > name && is_blank(out[-1]))
            out--;
    }
    *out = '\0';
    *s = p;
    if (out == name)
        return lsq_fail_at(error, LSQ_EFORMULA, *at, "the list of columns has an empty name");
    return LSQ_OK;
}

lsq_status lsq_names_list(const lsq_names *names, const char *list, int64_t **columns,
                          int64_t *count, lsq_error *error) {
    *columns = NULL;
    *count = 0;
    int64_t capacity = 0;
    char *name = NULL;
    size_t length = strlen(list);
    if (length > LSQ_MAX_FORMULA)
        return lsq_fail(error, LSQ_EFORMULA,
                        "the list of columns has %zu bytes, at most %d are read", length,
                        LSQ_MAX_FORMULA);
    lsq_status status = lsq_alloc(&name, (int64_t)length + 1, 1, error);
    for (const char *s = list; !status; s++) {
        lsq_position at = {NULL, 1, 0, -1};
        if ((status = next_item(list, &s, name, &at, error)) ||
            (status = lsq_grow(columns, &capacity, *count + 1, sizeof **columns, error)) ||
            (status = lsq_names_find(names, name, LSQ_IN_LIST, at, &(*columns)[*count], error)))
            break;
        ++*count;
        if (!*s)
            break;
    }
    free(name);
    if (status) {
        free(*columns);
        *columns = NULL;
        *count = 0;
    }
    return lsq_fail_within(error, status, list);
}

int lsq_names_is_text(const lsq_names *names, int64_t column) {
    return names->table->text_cells && names->table->text_cells[column].text;
}

/* Append to the list the names of columns that are (not) text and not skipped, each behind its
 * separator, as long as they are short enough; *all = how many there are, return how many came. */
static int64_t collect(const lsq_names *names, const unsigned char *skip, int text_columns,
                       lsq_text *list, int64_t *all) {
    enum { MOST = 200 };
    int64_t put = 0;
    int full = 0;
    *all = 0;
    for (int64_t i = 0; i < names->table->count; i++) {
        if (skip[i] || lsq_names_is_text(names, i) != text_columns ||
            names->times[names->key[i]] > 1)
            continue;
        ++*all;
        const char *name = lsq_names_get(names, i);
        full |= list->length + strlen(name) > MOST;
        if (full || !lsq_is_showable(name))
            continue;
        lsq_text_put(list, text_columns ? " - " : put ? "," : "");
        if (text_columns)
            lsq_spell_name(list, name);
        else
            put_item(list, name);
        put++;
    }
    return put;
}

static void put_columns(const lsq_names *names, const unsigned char *skip, int text_columns,
                        lsq_text *text) {
    lsq_text list = {0};
    int64_t all = 0;
    lsq_text_put(&list, text_columns ? "." : "");
    int64_t put = collect(names, skip, text_columns, &list, &all);
    if (put && !list.failed)
        lsq_put_shell_word(text, list.bytes);
    if (put && put < all)
        lsq_text_format(text, " (%lld of %lld columns of %s)", (long long)put, (long long)all,
                        text_columns ? "text" : "numbers");
    lsq_text_clear(&list);
}

void lsq_names_put_numeric(const lsq_names *names, const unsigned char *skip, lsq_text *text) {
    put_columns(names, skip, 0, text);
}

void lsq_names_put_without_text(const lsq_names *names, const unsigned char *skip, lsq_text *text) {
    put_columns(names, skip, 1, text);
}
