/* names.h - the columns of a table by name.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_NAMES_H
#define LSQ_MODEL_NAMES_H

#include <lsq.h>

#include "../base/error.h"
#include "../base/text.h"
#include "keys.h"
#include "model.h"

/* Distinct names; a nameless column i is called col<i+1>. */
typedef struct lsq_names {
    const lsq_table *table;
    lsq_keys keys;
    int64_t *column; /* the first column of each key */
    int64_t *key;    /* of each column */
    int64_t *times;  /* how many columns carry the key */
} lsq_names;

lsq_status lsq_names_init(lsq_names *names, const lsq_table *table, lsq_error *error);
void lsq_names_clear(lsq_names *names);

/* The name of a column; valid as long as the names are. */
const char *lsq_names_get(const lsq_names *names, int64_t column);

/* *column = the one column of that name.  `at` is where it stands in the formula or list.  An
 * unknown name is LSQ_EFORMULA with the nearest one as a hint, a name of several columns LSQ_EDATA
 * naming them. */
lsq_status lsq_names_find(const lsq_names *names, const char *name, lsq_position at,
                          int64_t *column, lsq_error *error);

/* LSQ_EDATA if other columns have the same name as this one. */
lsq_status lsq_names_check_single(const lsq_names *names, int64_t column, lsq_error *error);

/* *columns = the columns that a list "a, b c,`d,e`" names, in its order; blanks around a name are
 * not part of it, and one in backquotes may hold commas and, doubled, backquotes.  To be freed;
 * NULL on failure. */
lsq_status lsq_names_list(const lsq_names *names, const char *list, int64_t **columns,
                          int64_t *count, lsq_error *error);

/* Append the numeric columns other than those with skip[column] = 1 as a list for -x, at most about
 * 200 bytes. */
void lsq_names_put_numeric(const lsq_names *names, const unsigned char *skip, lsq_text *text);

#endif
