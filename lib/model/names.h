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

/* Where a name is written, and therefore how: `my col` in a formula, my col in a list. */
typedef enum lsq_names_place { LSQ_IN_FORMULA, LSQ_IN_LIST } lsq_names_place;

lsq_status lsq_names_init(lsq_names *names, const lsq_table *table, lsq_error *error);
void lsq_names_clear(lsq_names *names);

/* The name of a column; valid as long as the names are. */
const char *lsq_names_get(const lsq_names *names, int64_t column);

/* *column = the one column of that name.  `at` is where it stands in the formula or list.  An
 * unknown name is LSQ_EFORMULA with the nearest one as a hint, spelled as it is written there; a
 * name of several columns LSQ_EDATA naming them. */
lsq_status lsq_names_find(const lsq_names *names, const char *name, lsq_names_place place,
                          lsq_position at, int64_t *column, lsq_error *error);

/* LSQ_EDATA if other columns have the same name as this one. */
lsq_status lsq_names_check_single(const lsq_names *names, int64_t column, lsq_error *error);

/* *columns = the columns that a list "a, b c,`d,e`" names, in its order; blanks around a name are
 * not part of it, and one in backquotes may hold commas and, doubled, backquotes.  To be freed;
 * NULL on failure. */
lsq_status lsq_names_list(const lsq_names *names, const char *list, int64_t **columns,
                          int64_t *count, lsq_error *error);

/* Append the numeric columns other than those with skip[column] = 1 as a list for -x, quoted for a
 * shell.  Names that a message cannot show are left out, and so is what exceeds about 200 bytes; a
 * list that is not complete says so behind it.  Nothing is appended if nothing is left. */
void lsq_names_put_numeric(const lsq_names *names, const unsigned char *skip, lsq_text *text);

/* Append ". - a - b" with the columns of text other than those skipped, likewise. */
void lsq_names_put_without_text(const lsq_names *names, const unsigned char *skip, lsq_text *text);

/* 1 if the column holds text. */
int lsq_names_is_text(const lsq_names *names, int64_t column);

#endif
