/* match.c - the columns of one table by the names of another.
 *
 * Both headers are sorted by name, and by place where names are equal; then they stand side by
 * side.  O(k log k) comparisons for k columns.
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "../base/text.h"
#include "csv.h"

typedef struct entry {
    const char *name;
    int64_t column;
} entry;

static int compare(const void *a, const void *b) {
    const entry *e = a, *f = b;
    int order = strcmp(e->name, f->name);
    return order ? order : (e->column > f->column) - (e->column < f->column);
}

static lsq_status sorted(entry **entries, const lsq_csv *csv, lsq_error *error) {
    int64_t count = lsq_csv_columns(csv);
    lsq_status status = lsq_alloc(entries, count, sizeof **entries, error);
    for (int64_t j = 0; !status && j < count; j++)
        (*entries)[j] = (entry){lsq_csv_names(csv)[j], j};
    if (!status)
        qsort(*entries, (size_t)count, sizeof **entries, compare);
    return status;
}

static int64_t times(const lsq_csv *csv, const char *name) {
    int64_t count = 0;
    for (int64_t j = 0; j < lsq_csv_columns(csv); j++)
        count += strcmp(lsq_csv_names(csv)[j], name) == 0;
    return count;
}

/* `name` is in one of the headers oftener than in the other. */
static lsq_status refuse(const lsq_csv *csv, const lsq_csv *first, const char *name,
                         lsq_error *error) {
    static const char same[] = "files read together have the same columns, in any order";
    lsq_position at = {lsq_csv_source_name(csv), lsq_csv_header_line(csv), 0, -1};
    int64_t here = times(csv, name), there = times(first, name);
    const char *other = lsq_csv_source_name(first);
    const char *noun = lsq_csv_columns(csv) == 1 ? "column" : "columns";
    char shown[256], file[256];
    lsq_escape(shown, sizeof shown, name, strlen(name));
    lsq_escape(file, sizeof file, other, strlen(other));
    if (!*name)
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "%lld %s found, %lld in %s; files read together have the same ones",
                           (long long)lsq_csv_columns(csv), noun, (long long)lsq_csv_columns(first),
                           file);
    if (here && there)
        return lsq_fail_at(error, LSQ_EDATA, at,
                           "the column '%s' is here %lld times, in %s %lld times; %s", shown,
                           (long long)here, file, (long long)there, same);
    return lsq_fail_at(error, LSQ_EDATA, at, "%s column '%s', which %s %s; %s",
                       here ? "there is a" : "there is no", shown, file, there ? "has" : "has not",
                       same);
}

/* Find the first name, as names are sorted, that one of them lacks. */
static lsq_status refuse_names(const entry *a, const lsq_csv *csv, const entry *b,
                               const lsq_csv *first, lsq_error *error) {
    int64_t n = lsq_csv_columns(csv), m = lsq_csv_columns(first), i = 0;
    while (i < n && i < m && strcmp(a[i].name, b[i].name) == 0)
        i++;
    int lacks = i == n || (i < m && strcmp(a[i].name, b[i].name) > 0);
    return refuse(csv, first, lacks ? b[i].name : a[i].name, error);
}

lsq_status lsq_csv_match(int64_t **places, const lsq_csv *csv, const lsq_csv *first,
                         lsq_error *error) {
    int64_t n = lsq_csv_columns(csv), m = lsq_csv_columns(first);
    entry *a = NULL, *b = NULL;
    *places = NULL;
    lsq_status status = sorted(&a, csv, error);
    if (!status)
        status = sorted(&b, first, error);
    if (!status)
        status = lsq_alloc(places, m, sizeof **places, error);
    for (int64_t i = 0; !status && i < (n > m ? n : m); i++) {
        if (i == n || i == m || strcmp(a[i].name, b[i].name) != 0)
            status = refuse_names(a, csv, b, first, error);
        else
            (*places)[b[i].column] = a[i].column;
    }
    free(a);
    free(b);
    if (status) {
        free(*places);
        *places = NULL;
    }
    return status;
}
